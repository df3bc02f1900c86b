package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/google/uuid"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// S3 is a Place in a bucket of a server that speaks S3. The bucket is there already.
type S3 struct {
	client         *minio.Client
	bucket, prefix string
}

// s3Tries is how often a request is made in all: a person waits.
const s3Tries = 3

// NewS3 reads s3://KEY:SECRET@host:port/bucket/prefix?region=…&insecure=on; insecure is HTTP without TLS, for a server on
// the same machine. It asks the server nothing.
func NewS3(u *url.URL) (*S3, error) {
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	secret, _ := u.User.Password()
	if u.Host == "" || bucket == "" || u.User.Username() == "" || secret == "" {
		return nil, errors.New("FILES_URL: s3://KEY:SECRET@host/bucket has not all its parts (what is special in a secret is percent-encoded)")
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(u.User.Username(), secret, ""), Secure: u.Query().Get("insecure") != "on",
		Region: u.Query().Get("region"), MaxRetries: s3Tries})
	if err != nil {
		return nil, fmt.Errorf("FILES_URL: %w", err)
	}
	if prefix != "" {
		prefix += "/"
	}
	return &S3{client: client, bucket: bucket, prefix: prefix}, nil
}

// Put keeps files as they are.
func (s *S3) Put(ctx context.Context, r io.Reader, limit int64) (id uuid.UUID, size int64, sum []byte, err error) {
	return put(ctx, s, r, limit)
}

// Keep implements Place. What r gives is written to this machine first, so that the server hears its size before it and a
// reader that fails changes nothing.
func (s *S3) Keep(ctx context.Context, id uuid.UUID, r io.Reader) (err error) {
	temporary, err := os.CreateTemp("", "tuottajatori-upload-*") // 0600
	if err != nil {
		return storeFault(err)
	}
	defer func() { err = errors.Join(err, temporary.Close(), remove(temporary.Name())) }()
	size, err := io.Copy(temporary, withContext(ctx, r))
	if err == nil {
		_, err = temporary.Seek(0, io.SeekStart)
	}
	if err != nil {
		return storeFault(err)
	}
	_, err = s.client.PutObject(ctx, s.bucket, s.prefix+NameOf(id), temporary, size, minio.PutObjectOptions{ContentType: "application/octet-stream"})
	return s3Fault(err)
}

// Open implements Place. The file is read until ctx ends.
func (s *S3) Open(ctx context.Context, id uuid.UUID) (io.ReadSeekCloser, error) {
	object, err := s.client.GetObject(ctx, s.bucket, s.prefix+NameOf(id), minio.GetObjectOptions{})
	if err != nil {
		return nil, s3Fault(err)
	}
	if _, err := object.Stat(); err != nil {
		return nil, errors.Join(s3Fault(err), object.Close())
	}
	return object, nil
}

// Delete implements Place.
func (s *S3) Delete(ctx context.Context, id uuid.UUID) error {
	err := s3Fault(s.client.RemoveObject(ctx, s.bucket, s.prefix+NameOf(id), minio.RemoveObjectOptions{}))
	if fault.Is(err, fault.CodeNotFound) {
		return nil
	}
	return err
}

// Each implements Place.
func (s *S3) Each(ctx context.Context, fn func(Entry) error) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	for object := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix, Recursive: true}) {
		if object.Err != nil {
			return s3Fault(object.Err)
		}
		id, ours := IDOf(strings.TrimPrefix(object.Key, s.prefix))
		if !ours {
			continue
		}
		if err := fn(Entry{ID: id, Size: object.Size, Modified: object.LastModified}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// s3Fault is what the server answered, as the person is told it.
func s3Fault(err error) error {
	if err == nil {
		return nil
	}
	answer := minio.ToErrorResponse(err)
	if answer.Code == minio.NoSuchKey {
		return notFound(err)
	}
	if _, away := errors.AsType[net.Error](err); away || answer.StatusCode >= http.StatusInternalServerError {
		return fault.New(fault.CodeUnavailable, fault.KeyUnavailable).Because(err)
	}
	return storeFault(err)
}
