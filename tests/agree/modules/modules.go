// Package main imports the modules that agreement is measured on.
package main

import (
	_ "github.com/gin-gonic/gin"
	_ "github.com/jackc/pgx/v5"
	_ "github.com/klauspost/compress/zstd"
	_ "github.com/prometheus/client_golang/prometheus"
	_ "github.com/samber/lo"
	_ "github.com/spf13/cobra"
	_ "go.uber.org/zap"
	_ "golang.org/x/tools/go/ssa"
	_ "google.golang.org/protobuf/proto"
	_ "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func main() {}
