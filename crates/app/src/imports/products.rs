//! Which codes of a sales history are no products: postage, discounts, bank charges.

use connect::spreadsheet::reading::text::folded;
use std::collections::BTreeSet;

/// What such lines are called, folded, whatever their code.
const NAMES: [&str; 28] = [
    "postage",
    "dotcompostage",
    "carriage",
    "shipping",
    "shippingfee",
    "delivery",
    "freight",
    "manual",
    "discount",
    "bankcharges",
    "amazonfee",
    "samples",
    "adjustbaddebt",
    "crukcommission",
    "运费",
    "邮费",
    "快递费",
    "配送费",
    "差价",
    "补差价",
    "补运费",
    "手续费",
    "服务费",
    "折扣",
    "优惠",
    "积分抵扣",
    "包装费",
    "安装费",
];
/// With at least so many in a hundred codes holding a digit, a code without one is no product.
const WITH_DIGITS: usize = 90;

/// Tells products from charges.
pub(crate) struct Products {
    codes_have_digits: bool,
    always: BTreeSet<String>,
    never: BTreeSet<String>,
}

impl Products {
    /// `codes` are sampled from the whole file.
    pub(crate) fn learn<'a>(
        codes: impl Iterator<Item = &'a str>,
        always: &[String],
        never: &[String],
    ) -> Products {
        let (mut all, mut with_digits) = (0_usize, 0_usize);
        for code in codes {
            all += 1;
            with_digits += usize::from(code.chars().any(|it| it.is_ascii_digit()));
        }
        let set = |codes: &[String]| codes.iter().map(|it| it.trim().to_uppercase()).collect();
        Products {
            codes_have_digits: all > 0 && with_digits * 100 >= all * WITH_DIGITS,
            always: set(always),
            never: set(never),
        }
    }

    pub(crate) fn has(&self, code: &str, name: Option<&str>) -> bool {
        let letters_only = self.codes_have_digits
            && !code.chars().any(|it| it.is_ascii_digit())
            && code.chars().any(char::is_alphabetic);
        let listed = !self.always.is_empty() || !self.never.is_empty();
        let upper = if listed { code.to_uppercase() } else { String::new() };
        if listed && self.always.contains(&upper) {
            return true;
        }
        if letters_only || listed && self.never.contains(&upper) {
            return false;
        }
        // Names of charges are short; most names of products are not.
        !name.is_some_and(|it| it.len() <= 24 && NAMES.contains(&folded(it).as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::Products;

    const RETAIL: [&str; 10] =
        ["85048", "79323P", "POST", "22041", "21232", "22064", "21871", "21523", "22350", "22349"];

    #[test]
    fn letters_alone_are_no_product_where_codes_have_digits() {
        let products = Products::learn(RETAIL.into_iter(), &[], &[]);
        assert!(products.has("79323P", None));
        assert!(products.has("15056BL", Some("EDWARDIAN PARASOL BLACK")));
        for code in ["POST", "DOT", "M", "m", "BANK CHARGES", "AMAZONFEE"] {
            assert!(!products.has(code, None), "{code}");
        }
    }

    #[test]
    fn letters_alone_are_products_where_codes_are_words() {
        let products = Products::learn(["TEA", "COFFEE", "龙井"].into_iter(), &[], &[]);
        assert!(products.has("TEA", None));
        assert!(products.has("龙井", Some("西湖龙井")));
        assert!(!products.has("YF", Some("运费")));
    }

    #[test]
    fn people_know_better() {
        let products = Products::learn(RETAIL.into_iter(), &["pads".into()], &["C2".into()]);
        assert!(products.has("PADS", None));
        assert!(!products.has("c2", None));
        assert!(!Products::learn(RETAIL.into_iter(), &[], &[]).has("C2", Some("CARRIAGE")));
    }
}
