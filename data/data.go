// Package data holds what ships inside the program: the synthetic sample
// district. README.md beside it is the data dictionary.
package data

import (
	"embed"
	"io/fs"
)

//go:embed sample
var files embed.FS

// Sample is the folder of the synthetic sample district (合成数据): a dataset
// as any other, with dataset.toml at its root.
func Sample() fs.FS {
	sub, err := fs.Sub(files, "sample")
	if err != nil {
		panic("data: the sample was not embedded: " + err.Error())
	}
	return sub
}
