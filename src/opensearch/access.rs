//! How a cluster is accessed: credentials and certificates.

use std::fmt;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use ureq::tls::{Certificate, ClientCert, PemItem, PrivateKey, RootCerts, TlsConfig, parse_pem};

use super::ClientError;

/// A text that appears in no message.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Returns a secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// Who asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Anybody.
    #[default]
    None,
    /// A user with a password.
    Basic {
        /// Name of the user.
        user: String,
        /// The password.
        password: Secret,
    },
    /// An API key, as the server gave it (base64 of `id:key`).
    ApiKey(Secret),
    /// A bearer token.
    Bearer(Secret),
}

/// How a cluster is accessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// Who asks.
    pub credentials: Credentials,
    /// Certificates of authorities in PEM form that are trusted besides those of the system.
    pub authorities: Option<Vec<u8>>,
    /// The client's certificate chain and its private key, in PEM form.
    pub certificate: Option<(Vec<u8>, Secret)>,
}

impl Credentials {
    /// Returns the value of the `Authorization` header.
    pub(super) fn header(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Basic { user, password } => {
                Some(format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{}", password.0))))
            }
            Self::ApiKey(key) => Some(format!("ApiKey {}", key.0)),
            Self::Bearer(token) => Some(format!("Bearer {}", token.0)),
        }
    }
}

impl Access {
    /// Returns the configuration of TLS.
    ///
    /// # Errors
    /// If a certificate or key cannot be parsed.
    pub(super) fn tls(&self) -> Result<TlsConfig, ClientError> {
        let system = rustls_native_certs::load_native_certs().certs;
        let mut roots: Vec<Certificate<'static>> =
            system.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect();
        if let Some(pem) = &self.authorities {
            roots.extend(certificates(pem, "the file of authorities")?);
        }
        let mut config = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&roots));
        if let Some((chain, key)) = &self.certificate {
            let key = PrivateKey::from_pem(key.0.as_bytes()).map_err(|_| ClientError::Certificate {
                what: "the file of the private key holds no private key in PEM form".to_owned(),
            })?;
            let chain = certificates(chain, "the file of the client's certificate")?;
            config = config.client_cert(Some(ClientCert::new_with_certs(&chain, key)));
        }
        Ok(config.build())
    }
}

/// Returns the certificates of a PEM file.
fn certificates(pem: &[u8], file: &str) -> Result<Vec<Certificate<'static>>, ClientError> {
    let items = parse_pem(pem).filter_map(|item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    });
    let found: Vec<Certificate<'static>> = items.collect();
    if found.is_empty() {
        return Err(ClientError::Certificate { what: format!("{file} holds no certificate in PEM form") });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_shown() {
        let password = Secret::new("geheim");
        let credentials = Credentials::Basic { user: "ada".to_owned(), password };
        assert_eq!(credentials.header().as_deref(), Some("Basic YWRhOmdlaGVpbQ=="));
        let access =
            Access { credentials, certificate: Some((vec![1], Secret::new("geheim"))), ..Access::default() };
        assert!(!format!("{access:?}").contains("geheim"), "{access:?}");
    }

    #[test]
    fn what_is_no_certificate_is_named() {
        let access = Access { authorities: Some(b"no certificate".to_vec()), ..Access::default() };
        assert!(
            access.tls().unwrap_err().to_string().contains("the file of authorities holds no certificate")
        );
    }
}
