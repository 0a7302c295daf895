//! Same key, same answer: a repeated request changes nothing and is told what the first was told.

use crate::failure::{Failure, Kind, Refused};
use crate::turn::Turn;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use storage::Tx;

/// What a request says of itself.
#[derive(Clone, Debug)]
pub struct Key {
    pub key: String,
    /// Of everything that must be the same for the request to be the same.
    pub fingerprint: [u8; 32],
}

impl Key {
    pub fn new(key: &str, parts: &[&[u8]]) -> Key {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        Key { key: key.to_owned(), fingerprint: hasher.finalize().into() }
    }
}

/// What was answered, and whether it is remembered from an earlier request.
#[derive(Clone, Debug)]
pub struct Answer {
    /// JSON, as it is remembered and sent.
    pub body: String,
    pub replayed: bool,
}

/// Claims the key, acts, and remembers the answer, all in one transaction. A refusal is not
/// remembered: it changed nothing, and the world may be kinder to the next try.
pub(crate) fn once(
    tx: &mut dyn Tx,
    turn: &Turn,
    key: Option<&Key>,
    act: impl FnOnce(&mut dyn Tx) -> Result<Json, Failure>,
) -> Result<Answer, Failure> {
    once_in_text(tx, turn, key, |tx| Ok(act(tx)?.to_string()))
}

/// [`once`], where the answer is written by who acts.
pub(crate) fn once_in_text(
    tx: &mut dyn Tx,
    turn: &Turn,
    key: Option<&Key>,
    act: impl FnOnce(&mut dyn Tx) -> Result<String, Failure>,
) -> Result<Answer, Failure> {
    let Some(key) = key else {
        return Ok(Answer { body: act(tx)?, replayed: false });
    };
    if let Some(found) = storage::requests::find(tx, turn.caller.user, &key.key)? {
        if found.fingerprint != key.fingerprint {
            return Err(Refused::new(
                Kind::Unprocessable,
                "key_reused",
                "这个幂等键已经用于另一个请求",
                "This idempotency key was used for another request",
            )
            .instead("每个新请求换一个新键", "Use a new key for each new request")
            .into());
        }
        return Ok(Answer { body: found.answer, replayed: true });
    }
    let body = act(tx)?;
    storage::requests::remember(tx, turn.caller.user, &key.key, &key.fingerprint, &body, turn.now)?;
    Ok(Answer { body, replayed: false })
}
