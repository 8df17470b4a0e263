module testdata

go 1.27
