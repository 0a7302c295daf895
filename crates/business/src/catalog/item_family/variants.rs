//! The items of a family: what each is called, and the barcode it gets.

use super::generated::ItemFamily;

/// One item of a family, by the codes of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    pub one: String,
    /// `None` in a family with one axis.
    pub two: Option<String>,
    pub code: String,
    pub name: String,
    /// `红 / L`
    pub specification: String,
    pub barcode: Option<String>,
}

impl ItemFamily {
    /// Every combination of values, the first axis first.
    pub fn variants(&self) -> Vec<Variant> {
        let mut found = Vec::new();
        for (at_one, one) in self.values_one.iter().enumerate() {
            if self.values_two.is_empty() {
                found.push(self.variant(at_one, (&one.code, &one.name), None));
            }
            for (at_two, two) in self.values_two.iter().enumerate() {
                let two = (at_two, two.code.as_str(), two.name.as_str());
                found.push(self.variant(at_one, (&one.code, &one.name), Some(two)));
            }
        }
        found
    }

    fn variant(&self, at_one: usize, one: (&str, &str), two: Option<(usize, &str, &str)>) -> Variant {
        let (two_code, two_name) = two.map_or(("", ""), |(_, code, name)| (code, name));
        let code = self.code_pattern.replace("{family}", &self.code).replace("{one}", one.0);
        let code = code.replace("{two}", two_code);
        let code = code.trim_matches(['-', '_', '.', '/', ' ']).to_owned();
        let specification = if two.is_some() { format!("{} / {two_name}", one.1) } else { one.1.to_owned() };
        let number = (at_one + 1) * 100 + two.map_or(0, |(at, ..)| at + 1);
        Variant {
            one: one.0.to_owned(),
            two: two.map(|(_, code, _)| code.to_owned()),
            code,
            name: format!("{} {}", self.name, specification.replace(" / ", " ")),
            specification,
            barcode: self.barcode_prefix.as_deref().and_then(|it| barcode(it, number)),
        }
    }
}

/// EAN-13: eight digits of the family, four of the item, one to check.
fn barcode(prefix: &str, number: usize) -> Option<String> {
    let digits = format!("{prefix}{number:04}");
    if digits.len() != 12 || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let weighted = |(at, digit): (usize, u8)| u32::from(digit - b'0') * if at % 2 == 0 { 1 } else { 3 };
    let sum: u32 = digits.bytes().enumerate().map(weighted).sum();
    Some(format!("{digits}{}", (10 - sum % 10) % 10))
}

#[cfg(test)]
mod tests {
    use super::{ItemFamily, barcode};
    use crate::Behaviour;
    use crate::catalog::item_family::BuiltIn;
    use documents::{Context, Links};
    use serde_json::json;

    fn shirt(sizes: &[&str]) -> ItemFamily {
        let two: Vec<_> = sizes.iter().map(|it| json!({ "code": it, "name": it })).collect();
        let fields = json!({
            "code": "T1", "name": "T 恤", "barcode_prefix": "29000001", "values_two": two,
            "values_one": [{ "code": "R", "name": "红" }, { "code": "B", "name": "黑" }],
        });
        let today = "2026-03-02".parse().expect("a day");
        let context = Context::new(today, values::Instant::default(), values::UserId(1));
        let record = BuiltIn.definition().parse(&fields, &Links::new(), None, &context);
        ItemFamily::from_record(&record.expect("a correct paper"))
    }

    #[test]
    fn each_combination_is_an_item_of_its_own() {
        let told = |it: &ItemFamily| -> Vec<String> {
            let variant = |it: super::Variant| {
                format!("{} {} [{}] {}", it.code, it.name, it.specification, it.barcode.unwrap_or_default())
            };
            it.variants().into_iter().map(variant).collect()
        };
        assert_eq!(
            told(&shirt(&["M", "L"])),
            [
                "T1-R-M T 恤 红 M [红 / M] 2900000101012",
                "T1-R-L T 恤 红 L [红 / L] 2900000101029",
                "T1-B-M T 恤 黑 M [黑 / M] 2900000102019",
                "T1-B-L T 恤 黑 L [黑 / L] 2900000102026",
            ]
        );
        assert_eq!(told(&shirt(&[]))[0], "T1-R T 恤 红 [红] 2900000101005");
    }

    #[test]
    fn a_barcode_checks() {
        assert_eq!(barcode("40063813", 3393).as_deref(), Some("4006381333931"), "a known EAN-13");
        assert_eq!(barcode("4006381x", 1), None);
    }
}
