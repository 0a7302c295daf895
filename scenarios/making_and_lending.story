# 组装、拆卸、借出: 东西变了样或在别人手里, 价值一分不少。
# Making, taking apart, lending: goods change their shape or are with somebody else, and no value is lost.

create item code=gift name=礼盒
create bill_of_materials as B product=gift: tea 2, cup 1
confirm opening_stock warehouse=main: tea 10 @8, cup 4 @3

# 缺的料一次说全 / Everything that is short is said at once, and nothing moves.
confirm assembly product=gift quantity=6 warehouse=main bill_of_materials=B -> insufficient_stock
confirm assembly product=gift quantity=1 warehouse=main -> no_materials

# 从物料清单下推: 用料随数量 / Drafted from the bill: components follow the quantity.
push B to assembly quantity=6 warehouse=main -> insufficient_stock
push B to assembly as A quantity=3 warehouse=main extra_cost=6
stock gift@main = 3 on hand, 3 available
stock tea@main = 4 on hand
stock cup@main = 1 on hand
cost gift = 21

# 拆一个: 按配件现在的成本分 / One is taken apart: 21 is divided as 16 to 3.
push A to disassembly quantity=1
stock gift@main = 2 on hand
stock tea@main = 6 on hand
stock cup@main = 2 on hand
cost gift = 21
cost tea = 8.2807

# 借出: 不可售, 仍是我们的 / Lent: not for sale, still ours.
confirm loan as L borrower=展会 customer=li warehouse=main due=2031-01-01: gift 2
stock gift@main = 0 on hand, 0 available
cost gift = 21
confirm sales_order customer=li ship_from=main partial_allowed=no: gift 1 -> insufficient_stock
push L to loan_return: gift 3 -> more_than_lent
push L to loan_return: gift 1
state L = lent
stock gift@main = 1 on hand, 1 available
push L to loan_return
state L = done
stock gift@main = 2 on hand, 2 available
cost gift = 21

# 调拨申请: 批了才能调, 调完自己完成 / Asked for, allowed, sent: then it is done.
draft transfer_request as Q from=main to=east: gift 2
push Q to transfer -> transition_not_allowed
submit Q
approve Q
push Q to transfer as T: gift 1
state Q = approved
push Q to transfer: gift 2 -> insufficient_stock
push Q to transfer
state Q = done
receive T
stock gift@east = 1 on hand, 1 available, 1 incoming
cost gift = 21
