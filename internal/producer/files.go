package producer

import (
	"bufio"
	"context"
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
)

// MaxFile is the largest file that a producer can upload, in bytes.
const MaxFile = 10 << 20

// Upload stores a file for a producer. Its content must be what its name says, and no larger than MaxFile; the faults
// are on the field "file". The same file under the same name is stored once, so sending a form twice makes one file.
func (s *Service) Upload(ctx context.Context, a actor.Actor, producerID uuid.UUID, name string, r io.Reader) (File, error) {
	if err := identity.Allow(a, identity.ProducerEdit, identity.Object{Producer: producerID}); err != nil {
		return File{}, err
	}
	return s.upload(ctx, a, producerID, name, r)
}

// Receive stores, as Upload does, what a producer has sent to an official by letter in a matter, which the caller has found
// to be of its organiser or operator: package tenure fills in whose.
func (s *Service) Receive(ctx context.Context, a actor.Actor, producerID uuid.UUID, of identity.Object, name string, r io.Reader) (File, error) {
	if err := identity.Allow(a, identity.ApplicationReview, of); err != nil {
		return File{}, err
	}
	return s.upload(ctx, a, producerID, name, r)
}

func (s *Service) upload(ctx context.Context, a actor.Actor, producerID uuid.UUID, name string, r io.Reader) (File, error) {
	f := File{ProducerID: producerID, CreatedBy: a.Person}
	var err error
	if f.Name, err = fileName(name); err != nil {
		return File{}, err
	}
	if f.ID, f.Size, f.SHA256, f.MediaType, err = s.keep(ctx, f.Name, r); err != nil {
		return File{}, err
	}
	kept := f.ID
	err = s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		if _, err := lockProducer(ctx, tx, producerID); err != nil {
			return err
		}
		same, found, err := sameFile(ctx, tx, f)
		if err != nil || found {
			f = same
			return err
		}
		if f.CreatedAt, err = insertFile(ctx, tx, f); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "file.uploaded", ObjectKind: "stored_file", ObjectID: f.ID})
	})
	if err != nil || f.ID != kept {
		// Bytes without a row are never served; losing them late is only a waste of space.
		err = errors.Join(err, s.files.Delete(context.WithoutCancel(ctx), kept))
	}
	if err != nil {
		return File{}, err
	}
	return f, nil
}

// keep looks at the head of a file and stores its bytes.
func (s *Service) keep(ctx context.Context, name string, r io.Reader) (id uuid.UUID, size int64, sum []byte, mediaType string, err error) {
	buffered := bufio.NewReaderSize(r, files.HeadSize)
	head, err := buffered.Peek(files.HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return uuid.Nil, 0, nil, "", fault.New(fault.CodeMalformed, "fault.producer.file_broken").Because(err)
	}
	if mediaType, err = files.Sniff(head, name); err != nil {
		return uuid.Nil, 0, nil, "", onFile(err)
	}
	id, size, sum, err = s.files.Put(ctx, buffered, MaxFile)
	return id, size, sum, mediaType, onFile(err)
}

// onFile hangs a store's fault on the form's field.
func onFile(err error) error {
	if err == nil {
		return nil
	}
	f := fault.From(err)
	switch f.Code {
	case fault.CodeTooLarge:
		return f.On("file", f.Key, "Megabytes", MaxFile>>20)
	case fault.CodeUnsupportedMedia:
		return f.On("file", f.Key)
	}
	return err
}

// fileName is the name that a file is kept under: what the browser sent without its folders.
func fileName(name string) (string, error) {
	c := newChecked()
	name = c.line("file", path.Base(strings.ReplaceAll(name, `\`, "/")), maxName)
	if !c.bad.HasField("file") && (name == "" || name == "." || name == "/" || !utf8.ValidString(name)) {
		c.on("file", "fault.producer.file_name")
	}
	return name, c.bad.OrNil()
}

// Files returns what a producer has uploaded, the latest first.
func (s *Service) Files(ctx context.Context, a actor.Actor, producerID uuid.UUID) ([]File, error) {
	if err := identity.Allow(a, identity.FileView, identity.Object{Producer: producerID}); err != nil {
		return nil, err
	}
	list, err := filesOf(ctx, s.db, producerID)
	return list, s.db.Translate(err)
}

// File returns what is known of a file, to its producer. It does not open it.
func (s *Service) File(ctx context.Context, a actor.Actor, id uuid.UUID) (File, error) {
	return s.file(ctx, a, id, identity.Object{})
}

// Open opens a file for its producer. The caller closes it. Another's file is not found.
func (s *Service) Open(ctx context.Context, a actor.Actor, id uuid.UUID) (File, io.ReadSeekCloser, error) {
	return s.OpenShared(ctx, a, id, identity.Object{})
}

// OpenShared opens a file for its producer, or for the organiser or operator that the caller has found it to be shared
// with: package admission fills in whose scheme the file is evidence in. The caller closes it.
func (s *Service) OpenShared(ctx context.Context, a actor.Actor, id uuid.UUID, with identity.Object) (File, io.ReadSeekCloser, error) {
	f, err := s.file(ctx, a, id, with)
	if err != nil {
		return File{}, nil, err
	}
	content, err := s.files.Open(ctx, id)
	if err != nil {
		return File{}, nil, err
	}
	return f, content, nil
}

func (s *Service) file(ctx context.Context, a actor.Actor, id uuid.UUID, with identity.Object) (File, error) {
	if err := mayEver(a, identity.FileView); err != nil {
		return File{}, err
	}
	f, err := getFile(ctx, s.db, id)
	if err != nil {
		return File{}, s.db.Translate(err)
	}
	with.Producer = f.ProducerID
	if err := identity.Allow(a, identity.FileView, with); err != nil {
		return File{}, err
	}
	return f, nil
}
