//! A failure as a sentence for whoever runs the command.

use app::{Failure, Language};

/// Unlike a visitor of the server, who runs it may know what broke.
pub(crate) fn said(failure: Failure) -> anyhow::Error {
    if let Failure::Broken(error) = &failure {
        return anyhow::anyhow!("{error}");
    }
    let problem = failure.to_problem(language());
    let mut text = problem["title"].as_str().unwrap_or_default().to_owned();
    for it in problem["problems"].as_array().into_iter().flatten() {
        let (path, message) = (it["path"].as_str().unwrap_or(""), it["message"].as_str().unwrap_or(""));
        text += &format!("; {path} {message}");
    }
    if let Some(instead) = problem["detail"].as_str() {
        text += &format!(": {instead}");
    }
    anyhow::anyhow!(text)
}

/// The terminal's, like everything else in it.
pub(crate) fn language() -> Language {
    let tags = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|it| std::env::var(it).ok());
    match tags.into_iter().find(|it| !it.is_empty()) {
        Some(tag) if tag.starts_with("zh") => Language::Zh,
        _ => Language::En,
    }
}
