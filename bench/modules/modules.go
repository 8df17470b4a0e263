// Package main imports the modules that speed is measured on.
package main

import (
	_ "github.com/gin-gonic/gin"
	_ "github.com/nats-io/nats-server/v2/server"
)

func main() {}
