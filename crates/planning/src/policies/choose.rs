//! Which policy holds for an item in a warehouse: of all rows that fit, the most specific.

use super::StockPolicy;
use crate::Sentence;
use serde::{Deserialize, Serialize};
use values::{ItemId, SupplierId, WarehouseId};

/// What is known of an item in a warehouse when a policy is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    pub item: Option<ItemId>,
    pub warehouse: Option<WarehouseId>,
    /// The regular supplier.
    pub supplier: Option<SupplierId>,
    pub category: Option<String>,
    /// Raw material, finished product …: the value of the item's choice.
    pub material_type: Option<String>,
    /// `A`, `B` or `C`.
    pub abc: Option<char>,
    /// `X`, `Y` or `Z`.
    pub xyz: Option<char>,
}

/// What a row holds for; an absent part holds for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scope {
    #[serde(with = "crate::stored_id::optional")]
    pub item: Option<ItemId>,
    #[serde(with = "crate::stored_id::optional")]
    pub warehouse: Option<WarehouseId>,
    #[serde(with = "crate::stored_id::optional")]
    pub supplier: Option<SupplierId>,
    pub category: Option<String>,
    pub material_type: Option<String>,
    pub abc: Option<char>,
    pub xyz: Option<char>,
}

impl Scope {
    /// How specific the row is for these facets; none when it does not fit. An item says more than
    /// a warehouse, that more than a supplier, then category, material type, ABC and XYZ.
    fn fit(&self, facets: &Facets) -> Option<[u32; 7]> {
        fn same<T: PartialEq>(wanted: &Option<T>, given: &Option<T>) -> Option<u32> {
            match wanted {
                None => Some(0),
                Some(_) if wanted == given => Some(1),
                Some(_) => None,
            }
        }
        Some([
            same(&self.item, &facets.item)?,
            same(&self.warehouse, &facets.warehouse)?,
            same(&self.supplier, &facets.supplier)?,
            same(&self.category, &facets.category)?,
            same(&self.material_type, &facets.material_type)?,
            same(&self.abc, &facets.abc)?,
            same(&self.xyz, &facets.xyz)?,
        ])
    }

    /// `商品、仓库` and `item, warehouse`; everything when nothing is named.
    fn named(&self) -> Sentence {
        let parts = [
            (self.item.is_some(), "商品".to_owned(), "item".to_owned()),
            (self.warehouse.is_some(), "仓库".to_owned(), "warehouse".to_owned()),
            (self.supplier.is_some(), "供应商".to_owned(), "supplier".to_owned()),
            (self.category.is_some(), "类目".to_owned(), "category".to_owned()),
            (self.material_type.is_some(), "物料类型".to_owned(), "material type".to_owned()),
            (self.abc.is_some(), text("ABC=", self.abc), text("ABC ", self.abc)),
            (self.xyz.is_some(), text("XYZ=", self.xyz), text("XYZ ", self.xyz)),
        ];
        let named: Vec<_> = parts.into_iter().filter(|it| it.0).collect();
        if named.is_empty() {
            return Sentence { zh: "全部".to_owned(), en: "everything".to_owned() };
        }
        let zh: Vec<&str> = named.iter().map(|it| it.1.as_str()).collect();
        let en: Vec<&str> = named.iter().map(|it| it.2.as_str()).collect();
        Sentence { zh: zh.join("、"), en: en.join(", ") }
    }
}

fn text(before: &str, class: Option<char>) -> String {
    class.map_or_else(String::new, |it| format!("{before}{it}"))
}

/// One line of the company's policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRow {
    #[serde(default)]
    pub scope: Scope,
    pub policy: StockPolicy,
}

/// All policies of a company, in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyTable {
    #[serde(default)]
    pub rows: Vec<PolicyRow>,
}

/// The policy that holds, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenPolicy {
    pub policy: StockPolicy,
    /// Where in the table, from 0; none when no row fits and the default holds.
    pub row: Option<usize>,
    pub reason: Sentence,
}

impl PolicyTable {
    /// The most specific row that fits; of equals the upper one.
    pub fn choose(&self, facets: &Facets) -> ChosenPolicy {
        let fitting = self.rows.iter().enumerate();
        let fitting: Vec<_> = fitting.filter_map(|(at, it)| Some((it.scope.fit(facets)?, at, it))).collect();
        let best = fitting.iter().max_by_key(|(fit, at, _)| (*fit, std::cmp::Reverse(*at)));
        let Some((_, at, row)) = best else {
            return ChosenPolicy {
                policy: StockPolicy::default(),
                row: None,
                reason: Sentence {
                    zh: "没有适用的规则，按系统默认".to_owned(),
                    en: "no row fits, so the default holds".to_owned(),
                },
            };
        };
        let (line, others) = (at + 1, fitting.len() - 1);
        let named = row.scope.named();
        let (zh, en) = match others {
            0 => (String::new(), String::new()),
            _ => (format!("，比另外 {others} 条更具体"), format!(", more specific than {others} other")),
        };
        ChosenPolicy {
            policy: row.policy.clone(),
            row: Some(*at),
            reason: Sentence {
                zh: format!("第 {line} 条规则（{}）{zh}", named.zh),
                en: format!("row {line} ({}){en}", named.en),
            },
        }
    }
}
