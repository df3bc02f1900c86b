package local

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/lib/pq"
)

// hba lets only passwords in, and only by the socket.
const hba = "local all all scram-sha-256\n"

// passwords are the roles' passwords, made at the first start.
type passwords struct {
	Superuser string `json:"superuser"`
	Owner     string `json:"owner"`
	Service   string `json:"service"`
}

// clusterMajor is the version that made the cluster, and 0 when there is none yet.
func clusterMajor(home string) (int, error) {
	text, err := os.ReadFile(filepath.Join(home, clusterName, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("database folder: %w", err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("database folder: PG_VERSION: %w", err)
	}
	return major, nil
}

// ensureCluster makes the cluster at the first start. It is made beside its place and moved there, so that one that was
// interrupted is made again and never used half made.
func ensureCluster(ctx context.Context, p Programs, home string) error {
	cluster := filepath.Join(home, clusterName)
	if _, err := os.Stat(cluster); err == nil {
		return writeHBA(p, cluster)
	}
	making := cluster + ".new"
	if err := os.RemoveAll(making); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	var said bytes.Buffer
	cmd := p.Command(ctx, "initdb", "-D", making, "-U", superuser, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust")
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("make the database: initdb: %w: %s", err, lastLines(said.String(), 5))
	}
	if err := writeHBA(p, making); err != nil {
		return err
	}
	if err := os.Rename(making, cluster); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	return nil
}

// writeHBA replaces what initdb wrote about who may come in.
func writeHBA(p Programs, cluster string) error {
	path := filepath.Join(cluster, "pg_hba.conf")
	if err := os.WriteFile(path, []byte(hba), 0o600); err != nil {
		return fmt.Errorf("database access: %w", err)
	}
	if err := p.Give(path); err != nil {
		return fmt.Errorf("database access: %w", err)
	}
	return nil
}

// ensurePasswords reads the passwords. When there are none, at the first start or because the file was lost, it makes
// new ones and gives the superuser's to the cluster while nobody is connected; the others follow in ensureRoles.
func ensurePasswords(ctx context.Context, p Programs, home, path string) (passwords, error) {
	var known passwords
	text, err := os.ReadFile(path)
	if err == nil {
		if err := json.Unmarshal(text, &known); err != nil || known.Superuser == "" {
			return known, fmt.Errorf("%s is not readable; remove it and new passwords are made", path)
		}
		return known, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return known, fmt.Errorf("database passwords: %w", err)
	}
	made := passwords{Superuser: rand.Text(), Owner: rand.Text(), Service: rand.Text()}
	var said bytes.Buffer
	cmd := p.Command(ctx, "postgres", "--single", "-D", filepath.Join(home, clusterName), "postgres")
	cmd.Stdin = strings.NewReader("ALTER ROLE " + superuser + " PASSWORD " + pq.QuoteLiteral(made.Superuser) + ";\n")
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil || strings.Contains(said.String(), "ERROR:") {
		return known, fmt.Errorf("set the database's password: %w: %s", err, lastLines(said.String(), 5))
	}
	if text, err = json.MarshalIndent(made, "", "  "); err != nil {
		return known, fmt.Errorf("database passwords: %w", err)
	}
	if err := os.WriteFile(path+".new", append(text, '\n'), 0o600); err != nil {
		return known, fmt.Errorf("database passwords: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return known, fmt.Errorf("database passwords: %w", err)
	}
	return made, nil
}

// lastLines is the end of what a program said, which is where it says what went wrong.
func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "; ")
}
