//! Passwords are stored as Argon2id hashes and never shown.

use crate::app::App;
use crate::failure::Failure;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use documents::Problem;

pub(crate) const PASSWORD_MIN: usize = 8;
pub(crate) const PASSWORD_MAX: usize = 200;

/// OWASP's first recommendation: 19 MiB, two passes. Tests would spend their time here, so a build
/// with debug assertions uses the least.
fn argon2() -> Argon2<'static> {
    let params =
        if cfg!(debug_assertions) { Params::new(8, 1, 1, None) } else { Params::new(19_456, 2, 1, None) };
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.expect("constants in range"))
}

pub(crate) fn check(password: &str) -> Result<(), Problem> {
    match password.chars().count() {
        PASSWORD_MIN..=PASSWORD_MAX => Ok(()),
        _ => Err(Problem::new("password", "password_length")
            .with("min", PASSWORD_MIN)
            .with("max", PASSWORD_MAX)),
    }
}

pub(crate) fn hash(password: &str) -> Result<String, Failure> {
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt).map_err(|err| storage::Error::Fault(format!("no randomness: {err}")))?;
    let salt = SaltString::encode_b64(&salt).map_err(|err| storage::Error::Fault(err.to_string()))?;
    let hash = argon2().hash_password(password.as_bytes(), &salt);
    Ok(hash.map_err(|err| storage::Error::Fault(err.to_string()))?.to_string())
}

/// One that nobody guesses and everybody can type: 16 letters and digits.
pub fn random_password() -> Result<String, Failure> {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|err| storage::Error::Fault(format!("no randomness: {err}")))?;
    Ok(bytes.iter().map(|it| char::from(LETTERS[usize::from(*it) % LETTERS.len()])).collect())
}

fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|it| argon2().verify_password(password.as_bytes(), &it).is_ok())
}

impl App {
    /// Hashes off the async threads, a few at a time.
    pub(crate) async fn hash_password(&self, password: String) -> Result<String, Failure> {
        let _turn = self.hashing().acquire().await;
        let hashed = tokio::task::spawn_blocking(move || hash(&password)).await;
        hashed.map_err(|err| storage::Error::Fault(err.to_string()))?
    }

    /// Takes as long for a login that does not exist.
    pub(crate) async fn verify_password(&self, password: String, stored: Option<String>) -> bool {
        const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let _turn = self.hashing().acquire().await;
        let exists = stored.is_some();
        let stored = stored.unwrap_or_else(|| NOBODY.to_owned());
        let matched = tokio::task::spawn_blocking(move || matches(&password, &stored)).await;
        exists && matched.unwrap_or(false)
    }
}
