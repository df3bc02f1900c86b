package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
)

// Folder is a Sender that writes each message into a file of its own, so that the demo and tests work without a mail
// server. The names sort by time.
type Folder struct {
	root string
	from mail.Address
}

// NewFolder makes the folder when it is not there. Others on the machine cannot read it: links in mail are secrets.
func NewFolder(root string, from mail.Address) (*Folder, error) {
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, fmt.Errorf("mail folder: %w", err)
	}
	return &Folder{root: root, from: from}, nil
}

// Send implements Sender. A file has its .eml name only when all of it is written.
func (f *Folder) Send(_ context.Context, m Message) (err error) {
	now := time.Now()
	content, err := compose(f.from, m, now)
	if err != nil {
		return err
	}
	name := "-*.part"
	if m.ID != uuid.Nil {
		before, err := filepath.Glob(filepath.Join(f.root, "*-"+m.ID.String()+".eml"))
		if err != nil || len(before) > 0 {
			return err // it was sent before whoever sent it could say so
		}
		name = "-*-" + m.ID.String() + ".part"
	}
	temporary, err := os.CreateTemp(f.root, now.UTC().Format("20060102T150405.000000000")+name) // 0600
	if err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	_, writeErr := temporary.Write(content)
	if err := errors.Join(writeErr, temporary.Close()); err != nil {
		return errors.Join(fmt.Errorf("write mail: %w", err), os.Remove(temporary.Name()))
	}
	name = temporary.Name()
	if err := os.Rename(name, name[:len(name)-len(filepath.Ext(name))]+".eml"); err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	return nil
}
