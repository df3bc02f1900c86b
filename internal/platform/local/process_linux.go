package local

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// bind makes the kernel signal a server when we die without having stopped it. It does so when the thread that started
// the server ends, so that thread must live as long as we do.
func bind(attr *syscall.SysProcAttr, signal syscall.Signal) { attr.Pdeathsig = signal }

// serves tells whether the process is a server of the cluster: PostgreSQL's processes work in their PGDATA.
func serves(pid int, cluster string) bool {
	folder, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return false
	}
	real, err := filepath.EvalSymlinks(cluster)
	return err == nil && folder == real
}
