/** A git object that a real key signed, with what trusts it. */
type Signed = {
  readonly kind: string;
  readonly entry: string;
  readonly key: string;
  readonly id: string;
  readonly type: "commit" | "tag";
  readonly oid: string;
  readonly content: string;
};

/**
 * One of each kind, for workerd has no way to make them: by git 2.39, ssh-keygen of OpenSSH 9.2 and gpg 2.2,
 * through `SigningTools` (test/source/verify). The private keys were thrown away.
 */
export const signedObjects: readonly Signed[] = [
  {
    kind: "SSH ed25519",
    entry: "author.sshpub",
    key: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPzcOEIYKGBgi5c+/df+cplGRcNnqEnmeQ6yYZeuFnPv ed25519@example.org
`,
    id: "SHA256:4JYX8JTenMWbm8l/2WQYnTjdThx9HpU8K0HfcPvj5Vw",
    type: "commit",
    oid: "825b67a4c35617f0070738b4c8241646a47aa09d",
    content: `tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
author Some Author <author@example.org> 1795598681 +0000
committer Some Author <author@example.org> 1795598681 +0000
gpgsig -----BEGIN SSH SIGNATURE-----
 U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg/Nw4QhgoYGCLlz791/5ymUZFw2
 eoSeZ5DrJhl64Wc+8AAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5
 AAAAQLS+DVlxkYaFMfKCFmHlxT77oip8TPoeNoJhGQDx3qF5+Qxc8GcAMqTNA5RHREPuWP
 lxxJCmDX0miPC2rL58SgU=
 -----END SSH SIGNATURE-----

Change
`,
  },
  {
    kind: "SSH ed25519",
    entry: "author.sshpub",
    key: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPzcOEIYKGBgi5c+/df+cplGRcNnqEnmeQ6yYZeuFnPv ed25519@example.org
`,
    id: "SHA256:4JYX8JTenMWbm8l/2WQYnTjdThx9HpU8K0HfcPvj5Vw",
    type: "tag",
    oid: "a53f42ce15aa78c773706f634564a135ec1c1327",
    content: `object 825b67a4c35617f0070738b4c8241646a47aa09d
type commit
tag v1
tagger Some Author <author@example.org> 1795598681 +0000

Release v1
-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg/Nw4QhgoYGCLlz791/5ymUZFw2
eoSeZ5DrJhl64Wc+8AAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5
AAAAQLsLFmSf1IMb4cIwxbz4jl/9trNkMISZmDUNMB6bQyz+XYXo+263itO7BE2BHSjfVf
0SLm9Kh846TdhuEiCjngY=
-----END SSH SIGNATURE-----
`,
  },
  {
    kind: "SSH ecdsa-nistp256",
    entry: "author.sshpub",
    key: `ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBIRMXobPjNnVh7fFvJTuqC2T4OFkBciUZwSAcWD1emucGYQ/RpbOxQsbaGGMaXyr4vR0XjZOv2Rb/EkuUPP7nSE= ecdsa-nistp256@example.org
`,
    id: "SHA256:HW5GnJLgHwS7pb0aGJB1SGvk7vpV9Jd0gdoJo6Kf/2U",
    type: "commit",
    oid: "a6840d059fa882b3ba76295c72a6a98ebd35af24",
    content: `tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
parent 825b67a4c35617f0070738b4c8241646a47aa09d
author Some Author <author@example.org> 1795598681 +0000
committer Some Author <author@example.org> 1795598681 +0000
gpgsig -----BEGIN SSH SIGNATURE-----
 U1NIU0lHAAAAAQAAAGgAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAAhuaXN0cDI1NgAAAE
 EEhExehs+M2dWHt8W8lO6oLZPg4WQFyJRnBIBxYPV6a5wZhD9Gls7FCxtoYYxpfKvi9HRe
 Nk6/ZFv8SS5Q8/udIQAAAANnaXQAAAAAAAAABnNoYTUxMgAAAGQAAAATZWNkc2Etc2hhMi
 1uaXN0cDI1NgAAAEkAAAAhAPIuAnWYS59k0OgUi06Ln2ZJomkYLRri1gIuuvhMez8XAAAA
 IFYd2UVyDM+JB2IJovd7HkZYFA/8ZN0lg/XmZ5pVr+27
 -----END SSH SIGNATURE-----

Change
`,
  },
  {
    kind: "SSH ecdsa-nistp384",
    entry: "author.sshpub",
    key: `ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBHz0vLZZGar3cJAcL9qjqaiRXB4lb4bfBUVYsmDyZmJr7AJSpp0/0e+UwKhICDq8tI6FiA98NmX8jBwirigrGBfrvb2poDA4Pw20nKAlBDyYhbFJDh+KJyDZaKyO5PmUZg== ecdsa-nistp384@example.org
`,
    id: "SHA256:V8+E7Nqq+NFrKtCau3DSruiVbFsiDaMHmNeKQwBIcSY",
    type: "commit",
    oid: "fdedc91d0918774e4d7a091bc75eb4e4359ed6a1",
    content: `tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
parent a6840d059fa882b3ba76295c72a6a98ebd35af24
author Some Author <author@example.org> 1795598681 +0000
committer Some Author <author@example.org> 1795598681 +0000
gpgsig -----BEGIN SSH SIGNATURE-----
 U1NIU0lHAAAAAQAAAIgAAAATZWNkc2Etc2hhMi1uaXN0cDM4NAAAAAhuaXN0cDM4NAAAAG
 EEfPS8tlkZqvdwkBwv2qOpqJFcHiVvht8FRViyYPJmYmvsAlKmnT/R75TAqEgIOry0joWI
 D3w2ZfyMHCKuKCsYF+u9vamgMDg/DbScoCUEPJiFsUkOH4onINlorI7k+ZRmAAAAA2dpdA
 AAAAAAAAAGc2hhNTEyAAAAgwAAABNlY2RzYS1zaGEyLW5pc3RwMzg0AAAAaAAAADAVqKcJ
 hP1hbTxN/BxTW36HrZ+hkCVxCUeJ6wruoeqI8W0ZEV6C7dnsIZIwmUUKEFQAAAAwR+Bacl
 erAoqaOKayuWlyFn+cadHCI4tzgJkwe7RLxxEmDTZr1fsfRPlfg/qxcjW/
 -----END SSH SIGNATURE-----

Change
`,
  },
  {
    kind: "SSH ecdsa-nistp521",
    entry: "author.sshpub",
    key: `ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAHt/LhIxph4TY+qa4A/LbDeC7qDXKfmPmpmKbpLENIZmykCFZ5PyBN1c5lt/HK94kNl27xBVoDoVBvfTiUh0rp8rwCczHCiHQ6HsNmYVnfRhaAxnjOZUj8eZYjiU8knogIGBJH4b7QRn7ZuWtn+aKTTPtZ0ZFP2Ph1lMDCdGPT6rwIKOQ== ecdsa-nistp521@example.org
`,
    id: "SHA256:LXpdrdquwohC5D0fUXL9/3YDFyiS9F5im1aOLfzhPNU",
    type: "commit",
    oid: "d9ec556547519aef19208fe19ab31e8a7f0cd3a2",
    content: `tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
parent fdedc91d0918774e4d7a091bc75eb4e4359ed6a1
author Some Author <author@example.org> 1795598681 +0000
committer Some Author <author@example.org> 1795598681 +0000
gpgsig -----BEGIN SSH SIGNATURE-----
 U1NIU0lHAAAAAQAAAKwAAAATZWNkc2Etc2hhMi1uaXN0cDUyMQAAAAhuaXN0cDUyMQAAAI
 UEAe38uEjGmHhNj6prgD8tsN4LuoNcp+Y+amYpuksQ0hmbKQIVnk/IE3VzmW38cr3iQ2Xb
 vEFWgOhUG99OJSHSunyvAJzMcKIdDoew2ZhWd9GFoDGeM5lSPx5liOJTySeiAgYEkfhvtB
 Gftm5a2f5opNM+1nRkU/Y+HWUwMJ0Y9PqvAgo5AAAAA2dpdAAAAAAAAAAGc2hhNTEyAAAA
 pwAAABNlY2RzYS1zaGEyLW5pc3RwNTIxAAAAjAAAAEIBI01XQs4Fie6kwg1LNLxT43sEgn
 TjFihYNaJcNR0xT0ilseWbG5dEoBJkBqHbRgkW+cu3+03nVlOEn3m5zj+eDAQAAABCANMw
 4vM21YCOUo6UNnynECbSwSu/eMPdqko9D6o66GvkBblvSTndbEhzJ2ZsZ5uzwp8DIBAzRh
 gP92/T9AeqP/1B
 -----END SSH SIGNATURE-----

Change
`,
  },
  {
    kind: "SSH rsa",
    entry: "author.sshpub",
    key: `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDBLQWkORjht0RCm8AEc+BnTWS4GnhHSiQu3lFQkOwvfEHp5h/eVRxGla+FfwlxRj/FNGa8uhoNPpbVpPpf3OluTcXej9EwxY8E9dJJaDHim1r/E200FY1Of5VTvcHrHKErg0cfeUTlvZ/LJqvtiJ9x5dJWVfwUagr7/ja0+sevo2h2pHxAZOSw3doX62wB2Un3X1gSYK7Q1tIrQihhpuXKPAX79qNdzbqZ0Eox9F4cwg1WiLOF+P983n4DTzEiahq5SzV1MCmeTo+etjv5i21giKL3XM2EX5cUII5Q+2UAw87cmB7/cbNI+x8xVgI7BftqfFCuczouIcmxC2Uicc3B rsa@example.org
`,
    id: "SHA256:NhVHyNBe0ogInMM4I2fWcfHZpT/7XsAhGoCCR8zZWaU",
    type: "commit",
    oid: "9aac5b01ced96da04a007d58ed3ef3251e9db8d0",
    content: `tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
parent d9ec556547519aef19208fe19ab31e8a7f0cd3a2
author Some Author <author@example.org> 1795598681 +0000
committer Some Author <author@example.org> 1795598681 +0000
gpgsig -----BEGIN SSH SIGNATURE-----
 U1NIU0lHAAAAAQAAARcAAAAHc3NoLXJzYQAAAAMBAAEAAAEBAMEtBaQ5GOG3REKbwARz4G
 dNZLgaeEdKJC7eUVCQ7C98QenmH95VHEaVr4V/CXFGP8U0Zry6Gg0+ltWk+l/c6W5Nxd6P
 0TDFjwT10kloMeKbWv8TbTQVjU5/lVO9wescoSuDRx95ROW9n8smq+2In3Hl0lZV/BRqCv
 v+NrT6x6+jaHakfEBk5LDd2hfrbAHZSfdfWBJgrtDW0itCKGGm5co8Bfv2o13NupnQSjH0
 XhzCDVaIs4X4/3zefgNPMSJqGrlLNXUwKZ5Oj562O/mLbWCIovdczYRflxQgjlD7ZQDDzt
 yYHv9xs0j7HzFWAjsF+2p8UK5zOi4hybELZSJxzcEAAAADZ2l0AAAAAAAAAAZzaGE1MTIA
 AAEUAAAADHJzYS1zaGEyLTUxMgAAAQCRt7hjxRzXbk9Xs/W8AxSzVBTjtLgjJbssqB2Ojx
 DgWWz+BX/I5EKwkJmncpYFlBSiDawdv7e282MlEbk9xoMuF2r71e3BMI50jpxYavobln5N
 dUuDBLy6XO1LVQEVh6+heYmh5670tP30CW8J0um3MRpLRBETq2Z0SU4HOTGNsSkXuK7k1b
 E3zaPz94GQBUA55Y4rc9LXzaSVRivPJfaPHIUMOtLZuFqxNEbtN5ST0T9gPduij/eTjYSi
 dFkEWD40dYfyRaRwuz/byNeokPZzgy4MBRof0PyLd1PBZumUdAJ/YjKQ5o13Wfdu1u9upT
 lCaNIBeBca4hy/DU/IQJ7o
 -----END SSH SIGNATURE-----

Change
`,
  },
  {
    kind: "OpenPGP ed25519",
    entry: "author.asc",
    key: `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEawapWRYJKwYBBAHaRw8BAQdA9as+9yBiZVRk5eLczh8ukoMsMXV0xb8yGOd1
Qw4EAYi0G2F1dGhvciA8YXV0aG9yQGV4YW1wbGUub3JnPoiQBBMWCAA4FiEEpD4L
3HnhVIeCm2Y6XXI7IhMMWDMFAmsGqVkCGwMFCwkIBwIGFQoJCAsCBBYCAwECHgEC
F4AACgkQXXI7IhMMWDPoUAEAk5tLp0zLeGZGAGOtaLIllW16eNNBtrBJdQGXqQM7
IdAA/2dGJfAHUrBpOiMO9QXJvIQ6d748I5Hzm66HufprT/wG
=sRxd
-----END PGP PUBLIC KEY BLOCK-----
`,
    id: "5D723B22130C5833",
    type: "commit",
    oid: "38c94deb428cbab94954d1df5716826f12bf00ec",
    content: `tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
parent 9aac5b01ced96da04a007d58ed3ef3251e9db8d0
author Some Author <author@example.org> 1795598681 +0000
committer Some Author <author@example.org> 1795598681 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 
 iHUEABYIAB0WIQSkPgvceeFUh4KbZjpdcjsiEwxYMwUCawapWQAKCRBdcjsiEwxY
 M6ktAQCWMMoZSw/4Bw7i/ZlXqgBR1yLsh3MfgjDZJ7xYp4q9NQD+KkglM2odoB/B
 +4Mr6Jdo1iZYzm4NY5twdY9uy0zG9Qs=
 =HeUh
 -----END PGP SIGNATURE-----

Change
`,
  },
  {
    kind: "OpenPGP ed25519",
    entry: "author.asc",
    key: `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEawapWRYJKwYBBAHaRw8BAQdA9as+9yBiZVRk5eLczh8ukoMsMXV0xb8yGOd1
Qw4EAYi0G2F1dGhvciA8YXV0aG9yQGV4YW1wbGUub3JnPoiQBBMWCAA4FiEEpD4L
3HnhVIeCm2Y6XXI7IhMMWDMFAmsGqVkCGwMFCwkIBwIGFQoJCAsCBBYCAwECHgEC
F4AACgkQXXI7IhMMWDPoUAEAk5tLp0zLeGZGAGOtaLIllW16eNNBtrBJdQGXqQM7
IdAA/2dGJfAHUrBpOiMO9QXJvIQ6d748I5Hzm66HufprT/wG
=sRxd
-----END PGP PUBLIC KEY BLOCK-----
`,
    id: "5D723B22130C5833",
    type: "tag",
    oid: "76610e04a075f5387bc3362887935c129e2fb66b",
    content: `object 38c94deb428cbab94954d1df5716826f12bf00ec
type commit
tag v2
tagger Some Author <author@example.org> 1795598681 +0000

Release v2
-----BEGIN PGP SIGNATURE-----

iHUEABYIAB0WIQSkPgvceeFUh4KbZjpdcjsiEwxYMwUCawapWQAKCRBdcjsiEwxY
M1MWAP9wRGiuCorwpTFHPaXxriKcg/mfTTcrOH5tA4aO/G3bcAD8CkzwnYo8oKqy
u0mHLywFHhh5IjN/7mqituT//glelwk=
=NDQm
-----END PGP SIGNATURE-----
`,
  },
  {
    kind: "OpenPGP rsa2048",
    entry: "author.asc",
    key: `-----BEGIN PGP PUBLIC KEY BLOCK-----

mQENBGsGqVkBCAC4yEYk/DR+L/8j2M3k75P7TnPpuIPjaDPm7DvNvqbNdAgxuawm
0XBolwlMeemg9KQ1wkDF5D1u6KyyuAwVab13m+AxKg+poOq1U2quBcHyewTW4FD4
CPMIR051kZkHrj8mpRd4v4eV8uYkc6HXMxwbH47Oa9qQy3jbS070HRgpJ64bM9dt
KN/wbGzq+YZ+lkO3KZF3p5Ul4dIxvJlOvG0+SIutmeDwNFpvspzo6OC9Amh1ZwN7
G9ghnXW4caLyOFcaUicpy2NFC0Mv9gfPXq766cJACfbxGQ1F9r3kJTF19+6VCtgh
zQD/4EiV22PaWNqVF6raFcl49ye4KswWn+VVABEBAAG0G2F1dGhvciA8YXV0aG9y
QGV4YW1wbGUub3JnPokBTgQTAQoAOBYhBJOssAp8fB3gOZ6X1nUZI4MzfS3gBQJr
BqlZAhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4BAheAAAoJEHUZI4MzfS3gjLwIALf0
0ih9HqqduY2zfk5YfP77fsnAA8n1bAAvercv0u7Idr5YuXSp7FUQkDRgdbn0ZFh0
vU1GsG4Gjy/h20y/+aYTFLI8VRmD9YuAIAKwQobn9/yjnTYckl51UTYbdG0ZIGw0
T7QUawkAG9WlBNUhSUzX+iarDDktlENSaoR5+yfH/MJDz7FeacfZsjkKkTDRneNz
Y/VVoytHJt4WGZeyEgTyyhTYqxokvd2K2S74g3X1gm1uT7tcvtHSm988EtQLfCI/
fq6tKh4xHqNACJclk0YS66+cKwnHBWk9cheP2yrCxSuy/0LhBFE+XDC8Mz9k9SOg
+YwqbR2qmR/pwtnDO/4=
=CJp+
-----END PGP PUBLIC KEY BLOCK-----
`,
    id: "75192383337D2DE0",
    type: "commit",
    oid: "3378c21410ac8432186c20b46083d96411eee09c",
    content: `tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
parent 38c94deb428cbab94954d1df5716826f12bf00ec
author Some Author <author@example.org> 1795598681 +0000
committer Some Author <author@example.org> 1795598681 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 
 iQEzBAABCgAdFiEEk6ywCnx8HeA5npfWdRkjgzN9LeAFAmsGqVkACgkQdRkjgzN9
 LeBQEggAkuJ45tsPR/JjjLt6Yn6Q2EAECr0y3AZXYntF7LYB5leLfWnqXp2DwJBv
 EYwi95K2tvuy280ZLt5CZj/RZwGXfI6fxhg9z9fLuasbfMJmb3rsLqVJHlLEyPeK
 Yka6r5gsBmxs580KzIpJtKoPAgZZ5Wb+xVW6fyyXJfma5tm4t7zmDM777rsf/dZj
 BlX9Wh6qLNr+u91yzY+1DLINCHXBkiFSa6+yv1GbJpuHly218k21el7n2oJgMDpv
 KaoFM5Zr/JGKnbIyQQ9UP38MiM07o1KbIDKIHOJ4NuL7e2KN0eI4rVRjy2Qm+Hck
 zAUHAF83fFi8Ly3KQHUvFpANf1FPHQ==
 =xmmj
 -----END PGP SIGNATURE-----

Change
`,
  },
  {
    kind: "OpenPGP nistp256",
    entry: "author.asc",
    key: `-----BEGIN PGP PUBLIC KEY BLOCK-----

mFIEawapWhMIKoZIzj0DAQcCAwQRB4QWkN5mul/AxfGMxmHx4Ci8rijVDSXFFW0K
UAe5HSWQCMI/ipkTsOqii6GUkut5xuS4I9wHfCTQGQ3tFeVqtBthdXRob3IgPGF1
dGhvckBleGFtcGxlLm9yZz6IkAQTEwgAOBYhBCgEe52fM9ll0rpHr087kSgCUTB/
BQJrBqlaAhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4BAheAAAoJEE87kSgCUTB/l7oB
APVhsG1sWsVz7sL1pW/RS6AQRMPDP9SrfcnDyjtl7QarAQDWNLSwh/TBpku3gBCd
hK2FgkgrBFzGkID2NwrDXy5XvQ==
=RWlj
-----END PGP PUBLIC KEY BLOCK-----
`,
    id: "4F3B91280251307F",
    type: "commit",
    oid: "7bee4229725842c7604007377bf8e4489babe844",
    content: `tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
parent 3378c21410ac8432186c20b46083d96411eee09c
author Some Author <author@example.org> 1795598682 +0000
committer Some Author <author@example.org> 1795598682 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 
 iHUEABMIAB0WIQQoBHudnzPZZdK6R69PO5EoAlEwfwUCawapWgAKCRBPO5EoAlEw
 fyMkAQCLBsz5YHPyz/XOFgrRAfUaBXPZ/J/+/dBugAYGM+7YRQD/Q628a9OYK9df
 W68tetHB9Gbapr/czTFCHqAIwXLVD5w=
 =0vOd
 -----END PGP SIGNATURE-----

Change
`,
  },
  {
    kind: "OpenPGP nistp521",
    entry: "author.asc",
    key: `-----BEGIN PGP PUBLIC KEY BLOCK-----

mJMEawapWhMFK4EEACMEIwQAI4EP30NCufSboof8zFoMeRJY3RS3zEKjUCqg3NrF
aP4Cc76Wfn2IPWJIRGJuJG83zucWUKp4ZOlYjULDwZAnolMAE+hpyoxSR+ZpeRMN
Xk61HG46wW6gZgzSJh7e8MKQi7CI688SnKepG45zFLKgiN1YiQBylHvm1MDIz/RV
93hW2Km0G2F1dGhvciA8YXV0aG9yQGV4YW1wbGUub3JnPojTBBMTCgA4FiEEBHMk
nR/qR4spR5np87pB2O9e/+oFAmsGqVoCGwMFCwkIBwIGFQoJCAsCBBYCAwECHgEC
F4AACgkQ87pB2O9e/+r/FwIJAaSJQyNU/65246HlSGvXYxb0PNt7baAkaNgtaTi5
j0/0IzpcfsLA3X8QbwCML/9Ol/rIm+cYXxgKoevy6rR8WhyaAgi/IpoFbdwQTe0w
PaL3vWyEDfB1GffydviUkw88iLopO2bZbhaIo+O+1FN7eVI2eMi4M0aw5F5nqJXk
17vteeLLMQ==
=wr6n
-----END PGP PUBLIC KEY BLOCK-----
`,
    id: "F3BA41D8EF5EFFEA",
    type: "commit",
    oid: "26ff06924a4b3ef2462c5e28452c07855b7d74c2",
    content: `tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
parent 7bee4229725842c7604007377bf8e4489babe844
author Some Author <author@example.org> 1795598682 +0000
committer Some Author <author@example.org> 1795598682 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 
 iLgEABMKAB0WIQQEcySdH+pHiylHmenzukHY717/6gUCawapWgAKCRDzukHY717/
 6umAAgdSdvMFYqtaKi07zLkvVDkCXgSK1KpUX32+b6tR+NdIU6Y4mGQp6HCpmxMh
 cpXSabW5YzobpyrJfY72L0cxy0IlDwIJAU6m60RbafYWPil0eJRjyDwQwmcrb/i7
 aq5lYj83GcIV1lilDyohgU8BHKtNuOQ6GsE7MmPtUGLwnjI19ff0HYPd
 =m7em
 -----END PGP SIGNATURE-----

Change
`,
  },
  {
    kind: "OpenPGP brainpoolP256r1",
    entry: "author.asc",
    key: `-----BEGIN PGP PUBLIC KEY BLOCK-----

mFMEawapWhMJKyQDAwIIAQEHAgMEd3TkPHfL01fLS7iT15ObhpsC+WYOQMTwvAj0
97/fqc4CHh/qbB3bskyA0c3ygOZoNDebIcYoZz2JIz/ll4DtObQbYXV0aG9yIDxh
dXRob3JAZXhhbXBsZS5vcmc+iJAEExMIADgWIQTag8UIShmt8hYARi2tlhyS5DG8
bQUCawapWgIbAwULCQgHAgYVCgkICwIEFgIDAQIeAQIXgAAKCRCtlhyS5DG8bYHB
AP0au3ETpVooKg60kShqmuJBT13PO5sXoXAqnPRF3iFZggD9ERGyleQ9VB5ozI4X
kLYhy/oDcVxXXGAySAPG9qSh4F0=
=YBA3
-----END PGP PUBLIC KEY BLOCK-----
`,
    id: "AD961C92E431BC6D",
    type: "commit",
    oid: "dcaa6225c16d45a7da2053eb0bab715aba217c93",
    content: `tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
parent 26ff06924a4b3ef2462c5e28452c07855b7d74c2
author Some Author <author@example.org> 1795598682 +0000
committer Some Author <author@example.org> 1795598682 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 
 iHQEABMIAB0WIQTag8UIShmt8hYARi2tlhyS5DG8bQUCawapWgAKCRCtlhyS5DG8
 bcN6AQCon9mq+/Q1ZVmfx+sSAXUdyfw7InaqK5TVhEPLCgD1ngD2NRCbozCVoGQ5
 ge/Jotr3io4XqkDvg2WsLhAiFazGfQ==
 =NnHb
 -----END PGP SIGNATURE-----

Change
`,
  },
];
