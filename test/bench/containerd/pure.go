package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	_ "unsafe" // for go:linkname
)

// What containerd computes before its mount(2) is not exported, and a call of
// Mount that fails would time the kernel too. So its own functions are called
// through go:linkname, in the order in which Mount.Mount calls them: parse,
// measure, compact when the options are long, parse again, join.

//go:linkname parseMountOptions github.com/containerd/containerd/v2/core/mount.parseMountOptions
func parseMountOptions(options []string) (parsed, error)

//go:linkname optionsSize github.com/containerd/containerd/v2/core/mount.optionsSize
func optionsSize(options []string) int

//go:linkname compactLowerdirOption github.com/containerd/containerd/v2/core/mount.compactLowerdirOption
func compactLowerdirOption(options []string) (string, []string)

// parsed has the shape of the unexported result of parseMountOptions in v2.4.2.
type parsed struct {
	flags          int
	data           []string
	losetup        bool
	uidmap, gidmap string
}

// compactFrom is where Mount.Mount of v2.4.2 begins to compact, with 4 KiB pages.
const compactFrom = 4096 - 512

const batch = 100

func plan(options []string) (string, error) {
	opt, err := parseMountOptions(options)
	if err != nil {
		return "", err
	}
	if optionsSize(options) >= compactFrom {
		_, options = compactLowerdirOption(options)
		if opt, err = parseMountOptions(options); err != nil {
			return "", err
		}
	}
	return strings.Join(opt.data, ","), nil
}

// pure gives the median over batches of the time of one plan, garbage collection included.
func pure(options []string, budget time.Duration) (string, error) {
	if text, err := plan(options); err != nil || !strings.Contains(text, "lowerdir=") {
		return "", errors.Join(err, errors.New("containerd's functions gave no lowerdir"))
	}
	var spent []int64
	for start := time.Now(); time.Since(start) < budget || len(spent) < 3; {
		began := time.Now()
		for range batch {
			if _, err := plan(options); err != nil {
				return "", err
			}
		}
		spent = append(spent, time.Since(began).Nanoseconds()/batch)
	}
	slices.Sort(spent)
	return fmt.Sprint(spent[len(spent)/2]), nil
}
