//! One-time codes of a device beside the password (RFC 6238), and codes on paper for when it is lost.
//!
//! **Invariant:** no code is taken twice, and none before a later one that was taken.

use super::session::{hash_of, random_token};
use crate::app::App;
use crate::audit::note;
use crate::caller::Ability;
use crate::failure::{Failure, Kind, Refused};
use crate::turn::Turn;
use documents::Problem;
use hmac::{Hmac, Mac};
use serde_json::{Value as Json, json};
use sha1::Sha1;
use std::fmt::Write as _;
use storage::Tx;
use storage::second_factors::{self, SecondFactor};
use values::{Instant, UserId};

const STEP_SECONDS: i64 = 30;
const DIGITS: u32 = 6;
/// As RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
/// A clock may be so many steps off.
const STEPS_OFF: i64 = 1;
const RECOVERY_CODES: usize = 10;

/// The code of a time step: RFC 4226 of the step's number.
fn code(secret: &[u8], step: i64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash[hash.len() - 1] & 0x0f);
    let word = u32::from_be_bytes([hash[offset], hash[offset + 1], hash[offset + 2], hash[offset + 3]]);
    format!("{:0width$}", (word & 0x7fff_ffff) % 10_u32.pow(DIGITS), width = DIGITS as usize)
}

fn step_at(now: Instant) -> i64 {
    now.micros().div_euclid(STEP_SECONDS * 1_000_000)
}

/// The step that the code is of, if it is one that may still be taken.
fn step_of(it: &SecondFactor, shown: &str, now: Instant) -> Option<i64> {
    let here = step_at(now);
    let shown: String = shown.chars().filter(|it| !it.is_whitespace()).collect();
    (here - STEPS_OFF..=here + STEPS_OFF)
        .find(|step| *step > it.last_step && code(&it.secret, *step) == shown)
}

/// RFC 4648, as authenticators read it.
fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut text, mut bits, mut held) = (String::new(), 0_u32, 0_u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[((held >> bits) & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(LETTERS[((held << (5 - bits)) & 31) as usize]));
    }
    text
}

fn hex(hash: &[u8; 32]) -> String {
    hash.iter().fold(String::new(), |mut text, it| {
        let _ = write!(text, "{it:02x}"); // writing to a String never fails
        text
    })
}

/// What a person writes off a sheet of paper, with or without its dashes.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect()
}

/// Takes a code of the device or one of the paper, if the member has to show one. Inside the write that
/// lets them in.
pub(super) fn require_code(
    tx: &mut dyn Tx,
    member: UserId,
    shown: Option<&str>,
    now: Instant,
) -> Result<(), Failure> {
    let Some(mut own) = second_factors::get(tx, member)?.filter(|it| it.confirmed_at.is_some()) else {
        return Ok(());
    };
    let Some(shown) = shown.map(str::trim).filter(|it| !it.is_empty()) else {
        return Err(Refused::new(
            Kind::Unauthenticated,
            "second_factor_needed",
            "请输入验证器上的动态码",
            "Enter the code of your authenticator",
        )
        .into());
    };
    if let Some(step) = step_of(&own, shown, now)
        && second_factors::take_step(tx, member, step)?
    {
        return Ok(());
    }
    let hash = hex(&hash_of(&plain(shown)));
    if let Some(at) = own.recovery.iter().position(|it| *it == hash) {
        own.recovery.remove(at);
        return Ok(second_factors::set(tx, member, &own)?);
    }
    Err(wrong_code())
}

fn wrong_code() -> Failure {
    Refused::new(
        Kind::Unauthenticated,
        "wrong_code",
        "动态码不对或已用过",
        "The code is wrong or was used already",
    )
    .instead("等验证器换下一个码再试", "Wait for the next code and try again")
    .into()
}

impl App {
    pub async fn second_factor(&self, turn: Turn) -> Result<Json, Failure> {
        turn.caller.require_oneself()?;
        self.read(move |tx| {
            let own = second_factors::get(tx, turn.caller.user)?.filter(|it| it.confirmed_at.is_some());
            Ok(json!({
                "enabled": own.is_some(), "since": own.as_ref().and_then(|it| it.confirmed_at),
                "required": turn.company.security.requires_second_factor(&turn.caller.roles),
                "recovery_left": own.map_or(0, |it| it.recovery.len()),
            }))
        })
        .await
    }

    /// A new secret, told once. It counts when a code of it is shown.
    pub async fn begin_second_factor(&self, turn: Turn, password: String) -> Result<Json, Failure> {
        turn.caller.require_oneself()?;
        self.require_own_password(&turn, password).await?;
        let mut secret = vec![0_u8; SECRET_BYTES];
        getrandom::fill(&mut secret).map_err(|err| storage::Error::Fault(format!("no randomness: {err}")))?;
        let (text, user) = (base32(&secret), turn.caller.user);
        self.write(move |tx| {
            if second_factors::get(tx, user)?.is_some_and(|it| it.confirmed_at.is_some()) {
                return Err(Refused::new(
                    Kind::Conflict,
                    "second_factor_is_on",
                    "两步验证已经开启",
                    "It is on already",
                )
                .instead("要换设备请先关闭", "Turn it off first to change the device")
                .into());
            }
            let it = SecondFactor {
                secret: secret.clone(),
                confirmed_at: None,
                last_step: 0,
                recovery: Vec::new(),
            };
            Ok(second_factors::set(tx, user, &it)?)
        })
        .await?;
        let (company, login) = (in_uri(&turn.company.name), in_uri(&turn.caller.login));
        let uri = format!(
            "otpauth://totp/{company}:{login}?secret={text}&issuer={company}&algorithm=SHA1&digits={DIGITS}&period={STEP_SECONDS}"
        );
        Ok(json!({ "secret": text, "uri": uri }))
    }

    /// The first code: from now on one is asked for. The recovery codes are told here and nowhere else.
    pub async fn confirm_second_factor(&self, turn: Turn, shown: String) -> Result<Json, Failure> {
        turn.caller.require_oneself()?;
        let mut codes = Vec::with_capacity(RECOVERY_CODES);
        for _ in 0..RECOVERY_CODES {
            let token = random_token()?;
            codes.push(format!("{}-{}-{}", &token[..4], &token[4..8], &token[8..12]));
        }
        let hashes: Vec<String> = codes.iter().map(|it| hex(&hash_of(&plain(it)))).collect();
        self.write(move |tx| {
            let begun = second_factors::get(tx, turn.caller.user)?.filter(|it| it.confirmed_at.is_none());
            let mut own =
                begun.ok_or_else(|| Refused::not_found("待确认的验证器", "authenticator to confirm"))?;
            let Some(step) = step_of(&own, &shown, turn.now) else {
                return Err(vec![Problem::new("code", "wrong_code")].into());
            };
            (own.confirmed_at, own.last_step) = (Some(turn.now), step);
            own.recovery.clone_from(&hashes);
            second_factors::set(tx, turn.caller.user, &own)?;
            note(tx, &turn, "second_factor_on", &turn.caller.login, json!({}))
        })
        .await?;
        Ok(json!({ "recovery": codes }))
    }

    /// With the password and a code, and where no role requires it.
    pub async fn end_second_factor(
        &self,
        turn: Turn,
        password: String,
        shown: String,
    ) -> Result<(), Failure> {
        turn.caller.require_oneself()?;
        if turn.company.security.requires_second_factor(&turn.caller.roles) {
            return Err(Refused::new(
                Kind::Forbidden,
                "second_factor_required",
                "您的角色必须使用两步验证",
                "Your role requires it",
            )
            .into());
        }
        self.require_own_password(&turn, password).await?;
        self.write(move |tx| {
            require_code(tx, turn.caller.user, Some(&shown), turn.now)?;
            second_factors::remove(tx, turn.caller.user)?;
            note(tx, &turn, "second_factor_off", &turn.caller.login, json!({}))
        })
        .await
    }

    /// For who lost the device and the paper. Their sessions end.
    pub async fn reset_second_factor(&self, turn: Turn, id: &str) -> Result<(), Failure> {
        turn.caller.require(Ability::Administer)?;
        let id = UserId(id.parse().unwrap_or(-1));
        self.write(move |tx| {
            let member = storage::members::load(tx, id)?.ok_or_else(|| Refused::not_found("用户", "user"))?;
            if !second_factors::remove(tx, id)? {
                return Err(Refused::not_found("两步验证", "second factor").into());
            }
            storage::sessions::end_all(tx, id, None)?;
            note(tx, &turn, "second_factor_reset", &member.login, json!({}))
        })
        .await?;
        self.access_changed(id);
        Ok(())
    }

    async fn require_own_password(&self, turn: &Turn, password: String) -> Result<(), Failure> {
        let user = turn.caller.user;
        let own = self.read(move |tx| Ok(storage::members::load(tx, user)?)).await?;
        match self.verify_password(password, own.map(|it| it.password_hash)).await {
            true => Ok(()),
            false => Err(vec![Problem::new("password", "wrong_password")].into()),
        }
    }
}

fn in_uri(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, it| {
        match it {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => out.push(char::from(it)),
            other => {
                let _ = write!(out, "%{other:02X}"); // writing to a String never fails
            }
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        let at = |seconds: i64| code(secret, seconds / STEP_SECONDS);
        assert_eq!(
            [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000].map(at),
            ["287082", "081804", "050471", "005924", "279037", "353130"]
        );
        assert_eq!(base32(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_is_taken_in_its_time_and_once() {
        let mut own =
            SecondFactor { secret: vec![7; 20], confirmed_at: None, last_step: 0, recovery: Vec::new() };
        let now = Instant::from_micros(1_700_000_000_000_000);
        let here = step_at(now);
        let of = |step| code(&own.secret, step);
        let shown = [of(here - 1), of(here), of(here + 1)];
        let (late, early) = (of(here - 2), of(here + 2));
        assert!(shown.iter().all(|it| step_of(&own, it, now).is_some()));
        assert!(step_of(&own, &late, now).is_none() && step_of(&own, &early, now).is_none());
        own.last_step = here;
        assert!(step_of(&own, &shown[1], now).is_none(), "the same again");
        assert!(step_of(&own, &shown[0], now).is_none(), "an earlier one");
        assert_eq!(step_of(&own, &format!(" {} {}", &shown[2][..3], &shown[2][3..]), now), Some(here + 1));
    }
}
