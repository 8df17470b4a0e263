module escapelens.test/types

go 1.27
