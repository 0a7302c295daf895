//! Why a use case did not happen: the paper is wrong, the business says no, or we failed.

use crate::caller::Language;
use documents::{Label, Problem};
use serde_json::{Value as Json, json};

#[derive(Debug)]
pub enum Failure {
    /// The paper is wrong, at these paths.
    Invalid(Vec<Problem>),
    /// The business says no.
    Refused(Box<Refused>),
    /// We failed. Logged once at the edge, never shown.
    Broken(storage::Error),
}

/// What kind of no it is; the edge makes a status of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Unauthenticated,
    Forbidden,
    NotFound,
    Conflict,
    Unprocessable,
    RateLimited,
    TooLarge,
    Busy,
}

/// A no with a stable code, the numbers, a sentence in both languages and what to do instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    pub kind: Kind,
    pub code: &'static str,
    pub title: Label,
    pub detail: Label,
    pub params: Json,
}

impl Refused {
    pub fn new(kind: Kind, code: &'static str, zh: &str, en: &str) -> Refused {
        let title = Label { zh: zh.to_owned(), en: en.to_owned() };
        Refused { kind, code, title, detail: Label::default(), params: json!({}) }
    }

    /// Says what to do instead.
    #[must_use]
    pub fn instead(mut self, zh: &str, en: &str) -> Refused {
        self.detail = Label { zh: zh.to_owned(), en: en.to_owned() };
        self
    }

    #[must_use]
    pub fn with(mut self, params: Json) -> Refused {
        self.params = params;
        self
    }

    pub fn not_found(what_zh: &str, what_en: &str) -> Refused {
        Refused::new(
            Kind::NotFound,
            "not_found",
            &format!("找不到{what_zh}"),
            &format!("There is no such {what_en}"),
        )
    }

    pub fn forbidden() -> Refused {
        Refused::new(Kind::Forbidden, "forbidden", "您没有这个权限", "You are not permitted to do this")
            .instead("需要时请管理员调整角色", "Ask an administrator for a role that may")
    }
}

impl Failure {
    /// As in RFC 9457, in the caller's language. What broke is not told.
    pub fn to_problem(&self, language: Language) -> Json {
        let tag = language.tag();
        match self {
            Failure::Invalid(problems) => {
                let title = match language {
                    Language::Zh => format!("有 {} 处需要修改", problems.len()),
                    Language::En => format!("{} things need correction", problems.len()),
                };
                let told = problems
                    .iter()
                    .map(|it| json!({ "path": it.path, "code": it.code, "message": it.message(tag) }));
                if problems.iter().all(|it| it.code == "check_warning") {
                    let (title, detail) = match language {
                        Language::Zh => ("有提醒，确认后可以保存", "带上 accept_warnings=true 再存一次"),
                        Language::En => (
                            "There are warnings: confirm them to save",
                            "Send it again with accept_warnings=true",
                        ),
                    };
                    return problem(self.status(), "warnings", title, detail, json!({}), told.collect());
                }
                problem(self.status(), "invalid", &title, "", json!({}), told.collect())
            }
            Failure::Refused(it) => {
                let (title, detail) = (it.title.text(tag), it.detail.text(tag));
                problem(self.status(), it.code, title, detail, it.params.clone(), Vec::new())
            }
            Failure::Broken(_) => {
                let (title, detail) = match language {
                    Language::Zh => ("系统出错了", "已经记录, 请稍后再试; 仍不行请联系管理员"),
                    Language::En => (
                        "Something went wrong",
                        "It was logged. Try again; if it stays, tell an administrator",
                    ),
                };
                problem(self.status(), "internal", title, detail, json!({}), Vec::new())
            }
        }
    }

    /// The HTTP status that says the same.
    pub fn status(&self) -> u16 {
        match self {
            Failure::Invalid(_) => 422,
            Failure::Refused(it) => match it.kind {
                Kind::Unauthenticated => 401,
                Kind::Forbidden => 403,
                Kind::NotFound => 404,
                Kind::Conflict => 409,
                Kind::TooLarge => 413,
                Kind::Unprocessable => 422,
                Kind::RateLimited => 429,
                Kind::Busy => 503,
            },
            Failure::Broken(_) => 500,
        }
    }
}

fn problem(status: u16, code: &str, title: &str, detail: &str, params: Json, problems: Vec<Json>) -> Json {
    let mut it = json!({ "type": "about:blank", "title": title, "status": status, "code": code });
    if !detail.is_empty() {
        it["detail"] = detail.into();
    }
    it["params"] = params;
    it["problems"] = problems.into();
    it
}

impl From<Refused> for Failure {
    fn from(it: Refused) -> Failure {
        Failure::Refused(Box::new(it))
    }
}

impl From<storage::Error> for Failure {
    fn from(it: storage::Error) -> Failure {
        match it {
            storage::Error::Busy => {
                Refused::new(Kind::Busy, "busy", "系统正忙, 请稍后再试", "Busy, please try again shortly")
                    .into()
            }
            storage::Error::Disk(_) => {
                tracing::error!(error = %it, "nothing was kept");
                Refused::new(
                    Kind::Busy,
                    "disk",
                    "服务器的磁盘写不进去了 (满了或只读), 这次没有保存",
                    "The server's disk takes nothing more (it is full or read-only); nothing was saved",
                )
                .instead(
                    "请管理员运行 changping doctor 并清理磁盘; 之后重试即可",
                    "Ask an administrator to run changping doctor and make room; then try again",
                )
                .into()
            }
            storage::Error::Unreachable(_) => {
                tracing::error!(error = %it, "the database is away");
                Refused::new(
                    Kind::Busy,
                    "database_away",
                    "数据库现在连不上, 这次没有保存",
                    "The database cannot be reached; nothing was saved",
                )
                .instead("稍后会自动恢复, 请再试", "It comes back by itself; try again")
                .into()
            }
            storage::Error::Unknown(_) => {
                tracing::error!(error = %it, "a commit was not answered");
                Refused::new(
                    Kind::Busy,
                    "outcome_unknown",
                    "数据库在保存时断开了, 不知道是否已经保存",
                    "The database was lost while saving: it is not known whether this was saved",
                )
                .instead(
                    "用同一个请求键再试一次就知道了: 已保存的不会重复; 没有键时请先查看再决定",
                    "Repeat the request with the same key to find out: what was saved is not saved twice. Without a key, look first",
                )
                .into()
            }
            other => Failure::Broken(other),
        }
    }
}

impl From<Vec<Problem>> for Failure {
    fn from(it: Vec<Problem>) -> Failure {
        Failure::Invalid(it)
    }
}
