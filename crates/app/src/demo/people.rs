//! Who works at the demo company.

use crate::app::App;
use crate::caller::Caller;
use crate::failure::Failure;
use crate::members::{MemberChange, NewMember, add_member, hash};
use simulator::Event;

pub(super) struct People {
    pub(super) administrator: Caller,
    pub(super) buyer: Caller,
    pub(super) seller: Caller,
    pub(super) keeper: Caller,
    pub(super) accountant: Caller,
}

/// Login, name, role, and the department they lead.
pub(super) const STAFF: [(&str, &str, &str, &str); 4] = [
    ("buyer", "王采购", "buyer", "采购部"),
    ("seller", "李销售", "seller", "销售部"),
    ("keeper", "陈仓管", "warehouse", "仓储部"),
    ("accountant", "赵会计", "accountant", "财务部"),
];

impl People {
    /// Everybody has the same password: it is a demo.
    pub(super) fn make(app: &App, password: &str) -> Result<People, Failure> {
        let hashed = hash(password)?;
        let staff = app.write_blocking(move |tx| {
            let mut staff = Vec::new();
            for (login, name, role, _) in STAFF {
                let found = storage::members::by_login(tx, login)?;
                let new = NewMember {
                    login: login.to_owned(),
                    name: name.to_owned(),
                    roles: vec![role.to_owned()],
                    ..NewMember::default()
                };
                staff.push(match found {
                    Some(it) => it,
                    None => add_member(tx, &new, &hashed, App::now())?,
                });
            }
            Ok(staff)
        })?;
        let mut callers = staff.iter().map(|it| app.caller_of(it));
        let mut next = || callers.next().expect("as many as STAFF");
        Ok(People {
            buyer: next(),
            seller: next(),
            keeper: next(),
            accountant: next(),
            administrator: app.system_caller(),
        })
    }

    fn staff(&self) -> [&Caller; STAFF.len()] {
        [&self.buyer, &self.seller, &self.keeper, &self.accountant]
    }

    /// Each belongs to the department of its number in [`STAFF`]; these are their codes.
    pub(super) async fn join(&self, app: &App, departments: &[String]) -> Result<(), Failure> {
        for (caller, department) in self.staff().into_iter().zip(departments) {
            let change = MemberChange { department: Some(department.clone()), ..MemberChange::default() };
            let turn = app.turn(self.administrator.clone());
            app.change_member(turn, &caller.user.0.to_string(), change).await?;
        }
        Ok(())
    }

    pub(super) fn doing(&self, event: &Event) -> &Caller {
        match event {
            Event::PurchaseOrder { .. } => &self.buyer,
            Event::SalesOrder(_) => &self.seller,
            // Says what the goods had cost, which is not for every eye.
            Event::OpeningStock { .. } => &self.administrator,
            _ => &self.keeper,
        }
    }
}
