//! The words of a story's line.

use serde_json::{Map, Value as Json, json};

/// `confirm sales_order as A customer=li: tea 4 @25 -> insufficient_stock`, taken apart.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Step {
    pub(crate) verb: String,
    /// What the verb is about: a document type, or what a document is called.
    pub(crate) what: String,
    pub(crate) to: Option<String>,
    pub(crate) called: Option<String>,
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) lines: Vec<Line>,
    pub(crate) refused: Option<String>,
}

/// `tea 4 @25 lot L1 until 2031-01-01`
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Line {
    pub(crate) item: String,
    pub(crate) quantity: String,
    pub(crate) price: Option<String>,
    pub(crate) lot: Option<String>,
    pub(crate) expiry: Option<String>,
    /// `to_bin=A-01`: any other column.
    pub(crate) more: Vec<(String, String)>,
}

impl Step {
    pub(crate) fn read(text: &str) -> Result<Step, String> {
        let (text, refused) = match text.split_once("->") {
            Some((text, code)) => (text, Some(code.trim().to_owned())),
            None => (text, None),
        };
        let (head, lines) = text.split_once(": ").unwrap_or((text, ""));
        let mut words = head.split_whitespace();
        let mut step = Step { refused, ..Step::default() };
        step.verb = words.next().unwrap_or_default().to_owned();
        step.what = words.next().ok_or("what is it about?")?.to_owned();
        while let Some(word) = words.next() {
            match (word, word.split_once('=')) {
                ("as", _) => step.called = words.next().map(str::to_owned),
                ("to", _) => step.to = words.next().map(str::to_owned),
                (_, Some((field, value))) => step.fields.push((field.to_owned(), value.to_owned())),
                _ => return Err(format!("`{word}` is not understood")),
            }
        }
        for line in lines.split(',').map(str::trim).filter(|it| !it.is_empty()) {
            step.lines.push(Line::read(line)?);
        }
        Ok(step)
    }
}

impl Line {
    fn read(text: &str) -> Result<Line, String> {
        let mut words = text.split_whitespace();
        let mut line = Line { item: words.next().unwrap_or_default().to_owned(), ..Line::default() };
        line.quantity = words.next().ok_or_else(|| format!("how many {}?", line.item))?.to_owned();
        while let Some(word) = words.next() {
            match word {
                "lot" => line.lot = words.next().map(str::to_owned),
                "until" => line.expiry = words.next().map(str::to_owned),
                _ if word.contains('=') => {
                    let (column, value) = word.split_once('=').unwrap_or((word, ""));
                    line.more.push((column.to_owned(), value.to_owned()));
                }
                _ => {
                    let price =
                        word.strip_prefix('@').ok_or_else(|| format!("`{word}` is not understood"))?;
                    line.price = Some(price.to_owned());
                }
            }
        }
        Ok(line)
    }

    /// As the columns of this type are called.
    pub(crate) fn fields(&self, kind: &str) -> Json {
        let quantity = match kind {
            "stock_count" | "count_task" => "counted",
            "price_list" => "from",
            _ => "quantity",
        };
        let price = if kind == "opening_stock" { "unit_cost" } else { "price" };
        let mut fields = Map::from_iter([("item".to_owned(), json!(self.item))]);
        // `tea ?` is to be counted by somebody else.
        if self.quantity != "?" {
            fields.insert(quantity.to_owned(), json!(self.quantity));
        }
        for (name, value) in [(price, &self.price), ("lot", &self.lot), ("expiry", &self.expiry)] {
            if let Some(value) = value {
                fields.insert(name.to_owned(), json!(value));
            }
        }
        fields.extend(self.more.iter().map(|(column, value)| (column.clone(), json!(value))));
        Json::Object(fields)
    }
}

/// `10 on hand, 4 reserved`: the fields of an answer and what they should be.
pub(crate) fn amounts(text: &str) -> Result<Vec<(String, String)>, String> {
    let one = |part: &str| {
        let (amount, name) =
            part.trim().split_once(' ').ok_or_else(|| format!("`{part}` is not an amount and a name"))?;
        Ok((name.trim().replace(' ', "_"), amount.to_owned()))
    };
    text.split(',').map(one).collect()
}

#[test]
fn a_line_is_read_as_it_is_written() {
    let step =
        Step::read("confirm sales_order as A customer=li: tea 4 @25, milk 1 lot L1 -> insufficient_stock")
            .expect("it is understood");
    assert_eq!((step.verb.as_str(), step.what.as_str()), ("confirm", "sales_order"));
    assert_eq!((step.called.as_deref(), step.refused.as_deref()), (Some("A"), Some("insufficient_stock")));
    assert_eq!(step.lines[0].fields("sales_order"), json!({ "item": "tea", "quantity": "4", "price": "25" }));
    assert_eq!(step.lines[1].lot.as_deref(), Some("L1"));
    assert_eq!(
        amounts("10 on hand, 4 reserved"),
        Ok(vec![("on_hand".into(), "10".into()), ("reserved".into(), "4".into())])
    );
    assert!(Step::read("confirm sales_order loudly").is_err());
}
