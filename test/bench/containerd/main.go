// The peer of the benchmarks that is containerd v2.4.2: its own core/mount,
// called as a snapshotter's user calls it, behind the line protocol of peer.c.
//
//	setup N rw|ro|mapped SNAPSHOTS OWN TARGET -> ok CASE
//	mount CASE                           -> ok NS NS     Mount.Mount
//	unmount CASE                         -> ok NS NS     mount.Unmount
//	pure CASE MILLISECONDS               -> ok NS        see pure.go
//	anything that fails                  -> error WORDS
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/containerd/containerd/v2/core/mount"
)

type overlay struct {
	mount  mount.Mount
	target string
}

var cases []overlay

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if reply, err := answer(lines.Text()); err != nil {
			fmt.Println("error", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("ok", reply)
		}
	}
}

func answer(line string) (string, error) {
	var number, milliseconds int
	var mode, snapshots, own, target string
	if n, _ := fmt.Sscanf(line, "setup %d %s %s %s %s", &number, &mode, &snapshots, &own, &target); n == 5 {
		return setup(number, mode, snapshots, own, target), nil
	}
	if n, _ := fmt.Sscanf(line, "mount %d", &number); n == 1 && number < len(cases) {
		one := &cases[number]
		// With id maps it writes into the options that it is given (containerd.md section 7.3).
		fresh := one.mount
		fresh.Options = append([]string(nil), one.mount.Options...)
		return timed(func() error { return fresh.Mount(one.target) })
	}
	if n, _ := fmt.Sscanf(line, "unmount %d", &number); n == 1 && number < len(cases) {
		one := &cases[number]
		return timed(func() error { return mount.Unmount(one.target, 0) })
	}
	if n, _ := fmt.Sscanf(line, "pure %d %d", &number, &milliseconds); n == 2 && number < len(cases) {
		return pure(cases[number].mount.Options, time.Duration(milliseconds)*time.Millisecond)
	}
	return "", fmt.Errorf("not understood: %s", line)
}

// setup builds the options as the overlay snapshotter hands them out: absolute paths, upperdir and workdir first.
func setup(layers int, mode, snapshots, own, target string) string {
	var options []string
	if mode == "mapped" {
		options = append(options, "uidmap=0:100000:65536", "gidmap=0:100000:65536")
	}
	if mode != "ro" {
		options = append(options, "workdir="+snapshots+"/"+own+"/work", "upperdir="+snapshots+"/"+own+"/fs")
	}
	lowers := make([]string, 0, layers)
	for i := layers; i > 0; i-- {
		lowers = append(lowers, fmt.Sprintf("%s/%d/fs", snapshots, i))
	}
	options = append(options, "lowerdir="+strings.Join(lowers, ":"))
	cases = append(cases, overlay{mount.Mount{Type: "overlay", Source: "overlay", Options: options}, target})
	return fmt.Sprint(len(cases) - 1)
}

// timed gives the same number twice: there is no hand-off outside of what containerd does itself.
func timed(work func() error) (string, error) {
	start := time.Now()
	err := work()
	spent := time.Since(start).Nanoseconds()
	return fmt.Sprint(spent, " ", spent), err
}
