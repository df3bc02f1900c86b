package local

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// bind makes the kernel stop the server when we die without having stopped it: SIGINT is PostgreSQL's fast shutdown.
// It is sent when the thread that started the server ends, so that thread must live as long as we do.
func bind(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGINT }

// serves tells whether the process is a server of the cluster: PostgreSQL's processes work in their PGDATA.
func serves(pid int, cluster string) bool {
	folder, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return false
	}
	real, err := filepath.EvalSymlinks(cluster)
	return err == nil && folder == real
}
