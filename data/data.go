// Package data holds what ships inside the program: the synthetic sample
// district, the norms, and the definitions of the indicators. README.md beside
// it is the data dictionary.
package data

import (
	"embed"
	"io/fs"
)

var (
	//go:embed sample
	files embed.FS

	//go:embed norms.csv
	norms []byte

	//go:embed indicators.csv
	indicators []byte
)

// Sample is the folder of the synthetic sample district (合成数据): a dataset
// as any other, with dataset.toml at its root.
func Sample() fs.FS {
	sub, err := fs.Sub(files, "sample")
	if err != nil {
		panic("data: the sample was not embedded: " + err.Error())
	}
	return sub
}

// Norms is norms.csv: class sizes, areas per child and other standards, each
// with the years it is in force, its source and how certain it is.
func Norms() []byte { return norms }

// Indicators is indicators.csv: the definition and target of every indicator.
func Indicators() []byte { return indicators }
