//! How a cluster is accessed: credentials and certificates from the environment and the user's own settings.
//!
//! A project's settings file may name a cluster, but neither a secret nor a file that holds one, and a cluster that only such a
//! file names gets no credentials. Otherwise, whoever writes a file into a folder in which morgue is called could have secrets
//! sent to a server of theirs.

use std::path::Path;

use anyhow::{Context as _, bail};
use morgue::opensearch::{Access, Credentials, Secret};

use super::error::CommandError;
use super::index_location::Origin;
use super::settings::ClusterSettings;
use super::text_file::read_text_file;

/// Variables with secrets. With `_FILE` appended, each names a file with the secret.
const SECRETS: [&str; 3] = ["MORGUE_PASSWORD", "MORGUE_API_KEY", "MORGUE_TOKEN"];

/// Returns how to access a cluster whose location comes from `origin`. `variable` reads the environment; `own` are the settings in the
/// user's own file.
pub(crate) fn cluster_access(
    origin: &Origin,
    own: &ClusterSettings,
    is_own: impl Fn(&Path) -> bool,
    variable: impl Fn(&str) -> Option<String>,
) -> anyhow::Result<Access> {
    let credentials = credentials(own, &variable)?;
    let is_foreign = matches!(origin, Origin::File(file) if !is_own(file));
    if is_foreign && credentials != Credentials::None {
        let Origin::File(file) = origin else { unreachable!("matched above") };
        let message = format!(
            "the cluster is named by `{}`, and credentials are not sent to a cluster that only a project's file names",
            file.display()
        );
        bail!(
            CommandError::new("cluster_credentials", message)
                .hint("name the cluster with `--index`, `MORGUE_INDEX` or in your own settings file")
        );
    }
    let pem = |name: &str, file: Option<&Path>| -> anyhow::Result<Option<String>> {
        let named = variable(name).map(std::path::PathBuf::from);
        named.as_deref().or(file).map(|file| read(file, name)).transpose()
    };
    let authorities = pem("MORGUE_CA", own.ca.as_deref())?.map(String::into_bytes);
    let certificate = match (
        pem("MORGUE_CERTIFICATE", own.certificate.as_deref())?,
        pem("MORGUE_CERTIFICATE_KEY", own.certificate_key.as_deref())?,
    ) {
        (Some(chain), Some(key)) => Some((chain.into_bytes(), Secret::new(key))),
        // Both are often in one file.
        (Some(both), None) => Some((both.clone().into_bytes(), Secret::new(both))),
        (None, Some(_)) => {
            let message = "`MORGUE_CERTIFICATE_KEY` is set, but not `MORGUE_CERTIFICATE`";
            bail!(CommandError::new("cluster_credentials", message));
        }
        (None, None) => None,
    };
    Ok(Access { credentials, authorities, certificate })
}

fn credentials(
    own: &ClusterSettings,
    variable: &impl Fn(&str) -> Option<String>,
) -> anyhow::Result<Credentials> {
    let [password, key, token] = SECRETS.map(|name| secret(name, variable));
    let (password, key, token) = (password?, key?, token?);
    let user = variable("MORGUE_USER");
    let given = [password.is_some(), key.is_some(), token.is_some()].into_iter().filter(|is_given| *is_given);
    if given.count() > 1 {
        let message = "several kinds of credentials are set: a password, an API key, a token";
        bail!(CommandError::new("cluster_credentials", message).hint("set one of them"));
    }
    let from_file = |file: &Option<std::path::PathBuf>, name: &str| {
        file.as_deref().map(|file| read(file, name).map(|text| Secret::new(text.trim()))).transpose()
    };
    if let Some(key) = key {
        return Ok(Credentials::ApiKey(key));
    }
    if let Some(token) = token {
        return Ok(Credentials::Bearer(token));
    }
    let user = user.or_else(|| own.user.clone());
    let password = match password {
        Some(password) => Some(password),
        None => from_file(&own.password_file, "password-file")?,
    };
    match (user, password) {
        (Some(user), Some(password)) => return Ok(Credentials::Basic { user, password }),
        (None, Some(_)) => {
            bail!(
                CommandError::new("cluster_credentials", "a password is set, but no user")
                    .hint("set MORGUE_USER")
            )
        }
        (Some(_), None) => {
            let hint = "set MORGUE_PASSWORD, or MORGUE_PASSWORD_FILE to a file that contains it";
            bail!(CommandError::new("cluster_credentials", "a user is set, but no password").hint(hint))
        }
        (None, None) => {}
    }
    if let Some(key) = from_file(&own.api_key_file, "api-key-file")? {
        return Ok(Credentials::ApiKey(key));
    }
    let token = from_file(&own.token_file, "token-file")?;
    Ok(token.map_or(Credentials::None, Credentials::Bearer))
}

/// Returns a secret from a variable, or from the file that the variable with `_FILE` names.
fn secret(name: &str, variable: &impl Fn(&str) -> Option<String>) -> anyhow::Result<Option<Secret>> {
    if let Some(text) = variable(name) {
        return Ok(Some(Secret::new(text)));
    }
    let named = format!("{name}_FILE");
    let file = variable(&named);
    file.map(|file| read(Path::new(&file), &named).map(|text| Secret::new(text.trim()))).transpose()
}

fn read(file: &Path, name: &str) -> anyhow::Result<String> {
    read_text_file(file).with_context(|| {
        CommandError::new("cluster_credentials", format!("cannot read `{}` (from {name})", file.display()))
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn access(origin: &Origin, own: &ClusterSettings, set: &[(&str, &str)]) -> anyhow::Result<Access> {
        let variable =
            |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        cluster_access(origin, own, |file| file == Path::new("/own/morgue.toml"), variable)
    }

    #[test]
    fn credentials_come_from_the_environment_or_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "geheim\n").unwrap();
        let path = file.to_str().unwrap();
        let password = || Secret::new("geheim");
        let basic = || Credentials::Basic { user: "ada".to_owned(), password: password() };
        let own = ClusterSettings {
            user: Some("ada".to_owned()),
            password_file: Some(file.clone()),
            ..Default::default()
        };
        for (own, set, expected) in [
            (&ClusterSettings::default(), &[][..], Credentials::None),
            (&ClusterSettings::default(), &[("MORGUE_USER", "ada"), ("MORGUE_PASSWORD", "geheim")], basic()),
            (&ClusterSettings::default(), &[("MORGUE_API_KEY_FILE", path)], Credentials::ApiKey(password())),
            (&ClusterSettings::default(), &[("MORGUE_TOKEN", "geheim")], Credentials::Bearer(password())),
            (&own, &[], basic()),
            (&own, &[("MORGUE_TOKEN", "geheim")], Credentials::Bearer(password())),
        ] {
            assert_eq!(access(&Origin::Flag, own, set).unwrap().credentials, expected);
        }
        for set in [
            &[("MORGUE_USER", "ada")][..],
            &[("MORGUE_PASSWORD", "x")],
            &[("MORGUE_TOKEN", "x"), ("MORGUE_API_KEY", "y")],
        ] {
            assert!(access(&Origin::Flag, &ClusterSettings::default(), set).is_err(), "{set:?}");
        }
    }

    #[test]
    fn a_cluster_that_only_a_projects_file_names_gets_no_credentials() {
        let origin = |file: &str| Origin::File(PathBuf::from(file));
        let set = [("MORGUE_TOKEN", "geheim")];
        let none = ClusterSettings::default();
        let error = access(&origin("/project/morgue.toml"), &none, &set).unwrap_err().to_string();
        assert!(error.contains("/project/morgue.toml") && !error.contains("geheim"), "{error}");
        assert!(access(&origin("/project/morgue.toml"), &none, &[]).is_ok());
        assert!(access(&origin("/own/morgue.toml"), &none, &set).is_ok());
        assert!(access(&Origin::Environment, &none, &set).is_ok());
    }
}
