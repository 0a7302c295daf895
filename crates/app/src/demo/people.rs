//! Who works at the demo company.

use crate::app::App;
use crate::caller::Caller;
use crate::failure::Failure;
use crate::members::{NewMember, add_member, hash};
use simulator::Event;

pub(super) struct People {
    administrator: Caller,
    buyer: Caller,
    seller: Caller,
    keeper: Caller,
}

/// Login, name, role.
const STAFF: [(&str, &str, &str); 3] =
    [("buyer", "王采购", "buyer"), ("seller", "李销售", "seller"), ("keeper", "陈仓管", "warehouse")];

impl People {
    /// Everybody has the same password: it is a demo.
    pub(super) fn make(app: &App, password: &str) -> Result<People, Failure> {
        let hashed = hash(password)?;
        let staff = app.write_blocking(move |tx| {
            let mut staff = Vec::new();
            for (login, name, role) in STAFF {
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
        Ok(People { buyer: next(), seller: next(), keeper: next(), administrator: app.system_caller() })
    }

    pub(super) fn administrator(&self) -> Caller {
        self.administrator.clone()
    }

    pub(super) fn doing(&self, event: &Event) -> Caller {
        match event {
            Event::PurchaseOrder { .. } => self.buyer.clone(),
            Event::SalesOrder(_) => self.seller.clone(),
            // Says what the goods had cost, which is not for every eye.
            Event::OpeningStock { .. } => self.administrator(),
            _ => self.keeper.clone(),
        }
    }
}
