//! Departments: documents that are part of one another.

use crate::json_sql::{self, Stored};
use crate::{Error, Tx, params};
use std::collections::{BTreeMap, BTreeSet};
use values::DocumentId;

/// Deeper trees are not followed; nobody has one.
const DEPTH_MAX: usize = 64;

/// Which department each is part of. Small enough to be read as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree(BTreeMap<DocumentId, Option<DocumentId>>);

impl Tree {
    pub fn load(tx: &mut dyn Tx) -> Result<Tree, Error> {
        let parent = json_sql::value(tx.dialect(), "d.body", "parent", Stored::Int);
        let select = format!("select d.seq, {parent} from @.document d where d.type = 'department'");
        let rows = tx.query(&select, params![])?;
        let edge = |row: &crate::Row| (DocumentId(row.int(0)), row.opt_int(1).map(DocumentId));
        Ok(Tree(rows.iter().map(edge).collect()))
    }

    /// The department itself, and all that are part of it.
    pub fn and_below(&self, top: DocumentId) -> BTreeSet<DocumentId> {
        let mut found = BTreeSet::from([top]);
        for _ in 0..DEPTH_MAX {
            let is_new = |(it, parent): &(&DocumentId, &Option<DocumentId>)| {
                parent.is_some_and(|it| found.contains(&it)) && !found.contains(it)
            };
            let more: Vec<DocumentId> = self.0.iter().filter(is_new).map(|(it, _)| *it).collect();
            if more.is_empty() {
                break;
            }
            found.extend(more);
        }
        found
    }

    /// Whether `department` would be part of itself if it were part of `parent`.
    pub fn would_circle(&self, department: DocumentId, parent: DocumentId) -> bool {
        self.and_below(department).contains(&parent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(edges: &[(i64, i64)]) -> Tree {
        let edge =
            |(it, parent): &(i64, i64)| (DocumentId(*it), Some(DocumentId(*parent)).filter(|it| it.0 > 0));
        Tree(edges.iter().map(edge).collect())
    }

    #[test]
    fn what_is_below_is_found_at_any_depth_and_circles_end() {
        let sales = tree(&[(1, 0), (2, 1), (3, 2), (4, 0)]);
        let ids = |top| sales.and_below(DocumentId(top)).into_iter().map(|it| it.0).collect::<Vec<_>>();
        assert_eq!((ids(1), ids(2), ids(4)), (vec![1, 2, 3], vec![2, 3], vec![4]));
        assert!(sales.would_circle(DocumentId(1), DocumentId(3)));
        assert!(sales.would_circle(DocumentId(1), DocumentId(1)));
        assert!(!sales.would_circle(DocumentId(3), DocumentId(4)));
        assert_eq!(tree(&[(1, 2), (2, 1)]).and_below(DocumentId(1)).len(), 2);
    }
}
