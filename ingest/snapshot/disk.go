package snapshot

import (
	"fmt"
	"os"
)

// disk is what publishing asks of a file system. Every step is its own method,
// so that a test can make each of them fail.
type disk interface {
	// write creates path, which must not exist, with b in it, and does not
	// return before b is on the disk.
	write(path string, b []byte, mode os.FileMode) error
	// link gives from the second name to; it fails where to exists.
	link(from, to string) error
	// rename moves from over to.
	rename(from, to string) error
	// settle does not return before the names in a folder are on the disk.
	settle(dir string) error
	remove(path string) error
}

// osDisk is the disk of the machine.
type osDisk struct{}

func (osDisk) write(path string, b []byte, mode os.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode) // #nosec G304 -- below the store
	if err != nil {
		return fmt.Errorf("create: %w", err)
	}
	if _, err = f.Write(b); err == nil {
		err = f.Sync() // failed once, never tried again: a second call may lie
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func (osDisk) link(from, to string) error   { return os.Link(from, to) }
func (osDisk) rename(from, to string) error { return os.Rename(from, to) }
func (osDisk) remove(path string) error     { return os.Remove(path) }

func (osDisk) settle(dir string) error {
	f, err := os.Open(dir) // #nosec G304 -- below the store
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	err = f.Sync()
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}
