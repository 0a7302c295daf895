//! What a server answered.

use serde_json::Value as Json;

pub struct Answer {
    /// `POST /api/session`, for messages.
    pub asked: String,
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or(Json::Null)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or("")
    }

    /// The body, when the status is this one.
    #[track_caller]
    pub fn is(&self, status: u16) -> Json {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text());
        self.json()
    }

    /// The body as text, when the status is this one.
    #[track_caller]
    pub fn is_text(&self, status: u16) -> String {
        self.is(status);
        self.text()
    }

    /// The problem, when it was refused with this status and code.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> Json {
        let problem = self.is(status);
        assert_eq!(problem["code"], code, "{}: {problem}", self.asked);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.asked);
        assert!(
            problem["title"].as_str().is_some_and(|it| !it.is_empty()),
            "a problem has a sentence: {problem}"
        );
        problem
    }

    /// The paths and codes of what is wrong on the paper: `lines[1].quantity required`.
    #[track_caller]
    pub fn invalid(&self) -> Vec<String> {
        let problem = self.refused(422, "invalid");
        let problems = problem["problems"].as_array().expect("an invalid paper has problems");
        let told = |it: &Json| {
            format!("{} {}", it["path"].as_str().unwrap_or("?"), it["code"].as_str().unwrap_or("?"))
        };
        problems.iter().map(told).collect()
    }
}
