#!/usr/bin/env bash
# Makes the certificates of the TLS tests anew: an authority, and what it signs. Valid for a hundred years. The keys protect nothing.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$work/$1.ec" && openssl pkcs8 -topk8 -nocrypt -in "$work/$1.ec" -out "$work/$1.key"; }
key ca
openssl req -x509 -new -key "$work/ca.key" -days 36500 -subj "/CN=morgue test authority" -out ca.pem
signed() { # name, subject alternative name, extended key usage
  key "$1"
  openssl req -new -key "$work/$1.key" -subj "/CN=$1" -out "$work/$1.csr"
  printf 'subjectAltName=%s\nextendedKeyUsage=%s\nbasicConstraints=CA:FALSE\n' "$2" "$3" > "$work/$1.ext"
  openssl x509 -req -in "$work/$1.csr" -CA ca.pem -CAkey "$work/ca.key" -CAcreateserial -CAserial "$work/serial" \
    -days 36500 -extfile "$work/$1.ext" -out "$work/$1.crt" 2> /dev/null
  cat "$work/$1.crt" "$work/$1.key" > "$1.pem"
}
signed server 'DNS:localhost,IP:127.0.0.1' serverAuth
signed elsewhere 'DNS:search.example' serverAuth
signed client 'DNS:desk.example' clientAuth
