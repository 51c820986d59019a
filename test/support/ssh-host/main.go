// A Git host that is reached over SSH: runs `git upload-pack` below a folder for whoever holds an accepted key.
//
// Its settings come as JSON on its input; it prints its port, then a line for each connection and command.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

type settings struct {
	Root           string   `json:"root"`
	HostKeys       []string `json:"hostKeys"`       // private keys, as files hold them
	AuthorizedKeys []string `json:"authorizedKeys"` // public keys, a line each
	KeyExchanges   []string `json:"keyExchanges"`   // all that there are when empty, here and below
	Ciphers        []string `json:"ciphers"`
	DropsVariables bool     `json:"dropsVariables"` // as an sshd without AcceptEnv
	StallAfter     int      `json:"stallAfter"`     // bytes of an answer, 0 for never
	CutAfter       int      `json:"cutAfter"`
}

func main() {
	log.SetFlags(0)
	var set settings
	if err := json.NewDecoder(os.Stdin).Decode(&set); err != nil {
		log.Fatal(err)
	}
	config, err := configOf(set)
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	for {
		conn, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go set.serve(conn, config)
	}
}

func configOf(set settings) (*ssh.ServerConfig, error) {
	accepted := map[string]bool{}
	for _, line := range set.AuthorizedKeys {
		key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(line))
		if err != nil {
			return nil, err
		}
		accepted[string(key.Marshal())] = true
	}
	config := &ssh.ServerConfig{
		PublicKeyCallback: func(meta ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
			if accepted[string(key.Marshal())] && meta.User() == "git" {
				return &ssh.Permissions{}, nil
			}
			return nil, errors.New("not an accepted key")
		},
	}
	config.KeyExchanges = set.KeyExchanges
	config.Ciphers = set.Ciphers
	for _, text := range set.HostKeys {
		signer, err := ssh.ParsePrivateKey([]byte(text))
		if err != nil {
			return nil, err
		}
		config.AddHostKey(signer)
	}
	return config, nil
}

func (set settings) serve(conn net.Conn, config *ssh.ServerConfig) {
	defer conn.Close()
	session, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		fmt.Printf("refused: %v\n", err)
		return
	}
	fmt.Printf("accepted: %s\n", session.User())
	go ssh.DiscardRequests(requests)
	for opening := range channels {
		if opening.ChannelType() != "session" {
			opening.Reject(ssh.UnknownChannelType, "only sessions")
			continue
		}
		channel, requests, err := opening.Accept()
		if err != nil {
			return
		}
		go set.answer(channel, requests, conn)
	}
}

func (set settings) answer(channel ssh.Channel, requests <-chan *ssh.Request, conn net.Conn) {
	env := os.Environ()
	for request := range requests {
		taken := false
		switch request.Type {
		case "env":
			var variable struct{ Name, Value string }
			ssh.Unmarshal(request.Payload, &variable)
			taken = variable.Name == "GIT_PROTOCOL" && !set.DropsVariables
			if taken {
				env = append(env, variable.Name+"="+variable.Value)
			}
		case "exec":
			var command struct{ Line string }
			ssh.Unmarshal(request.Payload, &command)
			fmt.Printf("exec: %s\n", command.Line)
			taken = true
			go set.run(command.Line, env, &road{Channel: channel, set: set, conn: conn})
		}
		if request.WantReply {
			request.Reply(taken, nil)
		}
	}
}

func (set settings) run(line string, env []string, channel *road) {
	defer channel.Close()
	status := uint32(128)
	path, isPack := strings.CutPrefix(line, "git-upload-pack '")
	path, isQuoted := strings.CutSuffix(path, "'")
	folder := filepath.Join(set.Root, strings.ReplaceAll(path, `'\''`, `'`))
	if _, err := os.Stat(folder); err != nil || !isPack || !isQuoted {
		fmt.Fprintln(channel.Stderr(), "ERROR: Repository not found.")
	} else {
		git := exec.Command("git", "upload-pack", folder)
		git.Env = env
		git.Stdout = channel
		git.Stderr = channel.Stderr()
		in, err := git.StdinPipe()
		if err != nil {
			return
		}
		go func() {
			io.Copy(in, channel)
			in.Close()
		}()
		status = 0
		if err := git.Run(); err != nil {
			status = 1
		}
	}
	channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{status}))
}

// road is the way of an answer, and what may befall it there.
type road struct {
	ssh.Channel
	set  settings
	conn net.Conn
	sent int
}

func (r *road) Write(bytes []byte) (int, error) {
	before := r.sent
	r.sent += len(bytes)
	if most := r.set.CutAfter; most > 0 && r.sent > most {
		r.Channel.Write(bytes[:max(0, most-before)])
		r.conn.Close()
		return 0, io.ErrClosedPipe
	}
	if most := r.set.StallAfter; most > 0 && r.sent > most {
		r.Channel.Write(bytes[:max(0, most-before)])
		time.Sleep(time.Hour)
	}
	return r.Channel.Write(bytes)
}
