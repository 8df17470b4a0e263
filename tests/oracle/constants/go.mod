module constants

go 1.27
