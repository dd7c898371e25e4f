// What containerd's WithUser, WithAdditionalGIDs and WithAppendAdditionalGroups answer, one after the other, as its
// WithImageConfig calls them.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/containerd/containerd/v2/core/containers"
	"github.com/containerd/containerd/v2/pkg/oci"
	"github.com/opencontainers/runtime-spec/specs-go"
)

type question struct {
	Root   string
	User   string
	Groups []string
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		answer, err := resolve(asked)
		if err != nil {
			answer = "error: " + strings.ReplaceAll(err.Error(), "\n", " ")
		}
		fmt.Println(answer)
	}
}

func resolve(asked question) (string, error) {
	ctx := context.Background()
	container := &containers.Container{ID: "x"}
	spec := &oci.Spec{Process: &specs.Process{}, Root: &specs.Root{Path: asked.Root}, Linux: &specs.Linux{}}
	user := &spec.Process.User
	who := "root"
	if asked.User != "" {
		if err := oci.WithUser(asked.User)(ctx, nil, container, spec); err != nil {
			return "", err
		}
		who = strconv.FormatInt(int64(user.UID), 10)
	}
	if err := oci.WithAdditionalGIDs(who)(ctx, nil, container, spec); err != nil {
		return "", err
	}
	if len(asked.Groups) > 0 {
		if err := oci.WithAppendAdditionalGroups(asked.Groups...)(ctx, nil, container, spec); err != nil {
			return "", err
		}
	}
	gids := make([]string, len(user.AdditionalGids))
	for i, gid := range user.AdditionalGids {
		gids[i] = strconv.FormatUint(uint64(gid), 10)
	}
	return fmt.Sprintf("%d:%d %s", user.UID, user.GID, strings.Join(gids, ",")), nil
}
