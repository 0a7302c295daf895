//! Texts that have a form: telephone numbers, e-mail addresses, links, and HTML.

use crate::Kind;

/// The text as it is kept, or the code of what is wrong with it.
pub(crate) fn checked(kind: &Kind, text: String) -> Result<String, &'static str> {
    let fits = match kind {
        Kind::Phone => is_phone(&text),
        Kind::Email => is_email(&text),
        Kind::Url => is_url(&text),
        Kind::RichText => return Ok(harmless(&text)),
        _ => true,
    };
    let code = match kind {
        Kind::Phone => "not_a_phone",
        Kind::Email => "not_an_email",
        _ => "not_a_url",
    };
    if fits { Ok(text) } else { Err(code) }
}

/// Digits as people group them: `+86 571-8888 6666 转 12`.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let usual =
        |it: char| it.is_ascii_digit() || matches!(it, '+' | '-' | ' ' | '(' | ')' | '#' | '转' | 'x');
    (3..=20).contains(&digits) && text.chars().all(usual)
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let allowed = |it: char| !it.is_whitespace() && !it.is_control() && !"\"(),:;<>@[]\\".contains(it);
    let part = |it: &str| !it.is_empty() && !it.starts_with('.') && !it.ends_with('.') && !it.contains("..");
    text.len() <= 254 && part(name) && name.chars().all(allowed) && part(host) && is_host(host)
}

fn is_host(host: &str) -> bool {
    let label = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_alphanumeric() || it == '-');
    host.contains('.') && host.split('.').all(label)
}

/// Only the web: a link that runs a program or reads a file is not one to keep.
fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, port)| {
        if !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit()) { host } else { "" }
    });
    (is_host(host) || host == "localhost") && !text.chars().any(|it| it.is_whitespace() || it.is_control())
}

/// Keeps the markup of a letter and takes away what runs, loads or hides: scripts, styles, frames,
/// handlers, links that are none. HTML without any text or picture is blank.
fn harmless(html: &str) -> String {
    let clean = ammonia::Builder::default()
        .link_rel(Some("noopener noreferrer nofollow"))
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .clean(html)
        .to_string();
    let has_picture = clean.contains("<img") || clean.contains("<hr");
    let mut inside = false;
    let has_text = clean.replace("&nbsp;", "").chars().any(|it| match it {
        '<' => {
            inside = true;
            false
        }
        '>' => {
            inside = false;
            false
        }
        it => !inside && !it.is_whitespace(),
    });
    if has_text || has_picture { clean } else { String::new() }
}
