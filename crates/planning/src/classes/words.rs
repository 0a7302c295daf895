//! The classes in words.

use super::{Abc, Classes, Pattern, Popularity, Stage, Xyz};
use crate::Sentence;

/// One class of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// `abc`, `xyz`, `pattern`, `popularity` or `stage`.
    pub key: &'static str,
    pub code: &'static str,
    pub label: Sentence,
    pub reason: Sentence,
}

pub(super) fn explain(it: &Classes) -> [Explained; 5] {
    [abc(it), xyz(it), pattern(it), popularity(it), stage(it)]
}

fn explained(
    key: &'static str,
    code: &'static str,
    (label_zh, label_en): (&str, &str),
    (zh, en): (String, String),
) -> Explained {
    let label = Sentence { zh: label_zh.to_owned(), en: label_en.to_owned() };
    Explained { key, code, label, reason: Sentence { zh, en } }
}

fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

fn abc(it: &Classes) -> Explained {
    let (code, zh, en) = match it.abc {
        Abc::A => ("A", "A 类", "A"),
        Abc::B => ("B", "B 类", "B"),
        Abc::C => ("C", "C 类", "C"),
    };
    let reason = match it.value > 0.0 {
        true => (
            format!("一年金额 {:.0}，连同金额更高的商品累计占 {}", it.value, percent(it.value_share)),
            format!(
                "{:.0} a year; with the items of more value {} of all",
                it.value,
                percent(it.value_share)
            ),
        ),
        false => ("一年没有金额".to_owned(), "No value in a year".to_owned()),
    };
    explained("abc", code, (zh, en), reason)
}

fn xyz(it: &Classes) -> Explained {
    let (code, zh, en) = match it.xyz {
        Xyz::X => ("X", "X 平稳", "X steady"),
        Xyz::Y => ("Y", "Y 波动", "Y varying"),
        Xyz::Z => ("Z", "Z 难料", "Z unsteady"),
    };
    let reason = match it.variation < f64::from(u8::MAX) {
        true => (
            format!("每四周需求的变异系数 {:.2}（0.5 以内为 X，1 以内为 Y）", it.variation),
            format!("Four weeks vary by {:.2} of their mean (X up to 0.5, Y up to 1)", it.variation),
        ),
        false => ("历史太短，无从判断".to_owned(), "Too little history to tell".to_owned()),
    };
    explained("xyz", code, (zh, en), reason)
}

fn pattern(it: &Classes) -> Explained {
    let (code, zh, en) = match it.pattern {
        Pattern::Smooth => ("smooth", "平滑", "Smooth"),
        Pattern::Erratic => ("erratic", "量不稳", "Erratic"),
        Pattern::Intermittent => ("intermittent", "间歇", "Intermittent"),
        Pattern::Lumpy => ("lumpy", "块状", "Lumpy"),
        Pattern::None => ("none", "无需求", "No demand"),
    };
    let reason = match it.pattern {
        Pattern::None => ("一年没有需求".to_owned(), "Nothing wanted for a year".to_owned()),
        _ => (
            format!(
                "平均每 {:.2} 周有一次需求（界 1.32），有需求的周量的变异系数平方 {:.2}（界 0.49）",
                it.interval_weeks, it.size_variation
            ),
            format!(
                "Demand every {:.2} weeks (limit 1.32), squared variation of weeks with demand {:.2} (limit 0.49)",
                it.interval_weeks, it.size_variation
            ),
        ),
    };
    explained("pattern", code, (zh, en), reason)
}

fn popularity(it: &Classes) -> Explained {
    let (code, zh, en) = match it.popularity {
        Popularity::Hot => ("hot", "爆款", "Hot seller"),
        Popularity::Regular => ("regular", "常规", "Regular"),
        Popularity::Niche => ("niche", "小众", "Niche"),
    };
    let reason = (
        format!("近 90 天日均 {:.2}，{} 个商品中排第 {}", it.per_day, it.of_items, it.rank),
        format!("{:.2} a day in the last 90 days, number {} of {}", it.per_day, it.rank, it.of_items),
    );
    explained("popularity", code, (zh, en), reason)
}

fn stage(it: &Classes) -> Explained {
    let (code, zh, en) = match it.stage {
        Stage::New => ("new", "新品", "New"),
        Stage::Growing => ("growing", "成长", "Growing"),
        Stage::Mature => ("mature", "成熟", "Mature"),
        Stage::Declining => ("declining", "衰退", "Declining"),
        Stage::Ended => ("ended", "已退市", "Ended"),
    };
    let change = it.growth.map(|share| {
        let (zh, en) = if share < 0.0 { ("少", "less") } else { ("多", "more") };
        (format!("{zh} {}", percent(share.abs())), format!("{} {en}", percent(share.abs())))
    });
    let compared = match it.age_days {
        455.. => ("去年同期", "than in the same days a year before"),
        _ => ("前 90 天", "than in the 90 days before"),
    };
    let reason = match (it.stage, change) {
        (Stage::New, _) => (
            format!("上架 {} 天，首次有需求不到 90 天", it.age_days),
            format!("Known for {} days, first wanted less than 90 days ago", it.age_days),
        ),
        (Stage::Ended, _) => {
            (format!("已 {} 天没有需求", it.quiet_days), format!("Nothing wanted for {} days", it.quiet_days))
        }
        (_, Some((zh, en))) => {
            (format!("近 90 天比{}{zh}", compared.0), format!("{en} in the last 90 days {}", compared.1))
        }
        (_, None) => (
            format!("已有 {} 天历史，不足以比较", it.age_days),
            format!("{} days of history, too few to compare", it.age_days),
        ),
    };
    explained("stage", code, (zh, en), reason)
}
