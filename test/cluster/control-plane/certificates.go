package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// certificates are paths of PEM files. Two authorities: one for everybody who serves TLS, one only for the API server's
// own calls to the usage API, so that no other certificate can pass for the API server there.
type certificates struct {
	authority, server, serverKey                   string
	frontProxyAuthority, frontProxy, frontProxyKey string
	serviceAccountKey, serviceAccountPublicKey     string
}

// usageServiceHost is the name under which the API server checks the usage API's certificate.
const usageServiceHost = usageService + "." + usageNamespace + ".svc"

func makeCertificates(directory string) (certificates, error) {
	folder := filepath.Join(directory, "certificates")
	in := func(name string) string { return filepath.Join(folder, name) }
	c := certificates{
		authority: in("authority.crt"), server: in("server.crt"), serverKey: in("server.key"),
		frontProxyAuthority: in("front-proxy-authority.crt"), frontProxy: in("front-proxy.crt"), frontProxyKey: in("front-proxy.key"),
		serviceAccountKey: in("service-account.key"), serviceAccountPublicKey: in("service-account.pub"),
	}
	// The key is written last: with it all are there, of a cluster that was killed and comes back.
	if _, err := os.Stat(c.serviceAccountKey); err == nil {
		return c, nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return c, err
	}
	authority, err := makeAuthority("quartermaster-test", c.authority)
	if err != nil {
		return c, err
	}
	server := &x509.Certificate{
		Subject:     pkix.Name{CommonName: "kube-apiserver"},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(10, 96, 0, 1)},
		DNSNames:    []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", usageServiceHost},
	}
	if err := authority.issue(server, c.server, c.serverKey); err != nil {
		return c, err
	}
	frontProxyAuthority, err := makeAuthority("quartermaster-test-front-proxy", c.frontProxyAuthority)
	if err != nil {
		return c, err
	}
	frontProxy := &x509.Certificate{
		Subject:     pkix.Name{CommonName: "front-proxy-client"},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if err := frontProxyAuthority.issue(frontProxy, c.frontProxy, c.frontProxyKey); err != nil {
		return c, err
	}
	return c, makeKeyPair(c.serviceAccountKey, c.serviceAccountPublicKey)
}

type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func makeAuthority(name, certificatePath string) (authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, err
	}
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	a := authority{template, key}
	return a, a.sign(template, &key.PublicKey, certificatePath)
}

// issue makes a key and a certificate for it, signed by this authority.
func (a authority) issue(template *x509.Certificate, certificatePath, keyPath string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template.KeyUsage = x509.KeyUsageDigitalSignature
	if err := a.sign(template, &key.PublicKey, certificatePath); err != nil {
		return err
	}
	return writePrivateKey(keyPath, key)
}

func (a authority) sign(template *x509.Certificate, public *ecdsa.PublicKey, path string) error {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return err
	}
	template.SerialNumber = serial
	template.NotBefore = time.Now().Add(-time.Hour) // clocks of two machines may differ a little
	template.NotAfter = time.Now().AddDate(1, 0, 0)
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, public, a.key)
	if err != nil {
		return err
	}
	return writePEM(path, "CERTIFICATE", der)
}

func makeKeyPair(keyPath, publicPath string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return err
	}
	if err := writePEM(publicPath, "PUBLIC KEY", public); err != nil {
		return err
	}
	return writePrivateKey(keyPath, key)
}

func writePrivateKey(path string, key *ecdsa.PrivateKey) error {
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	return writePEM(path, "EC PRIVATE KEY", der)
}

func writePEM(path, kind string, der []byte) error {
	return writeWhole(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
