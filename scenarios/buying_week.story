# 采购一周: 请购、下单、改单、超收、质检、退货、补货、费用分摊。
# A buyer's week: requested, ordered, changed, received beyond the order, inspected, sent back, replaced,
# and what it cost to bring it here.

create item as SILK code=silk name=丝绸 inspect=yes

# 周一: 请购, 审批后才能下单 / Monday: a request; ordered only when approved.
draft purchase_request as Q deliver_to=main: tea 100, silk 40
push Q to purchase_order supplier=farm: tea 100 @10 -> transition_not_allowed
submit Q
approve Q
push Q to purchase_order as PO supplier=farm over_receipt=5 due=2031-05-01: tea 60 @10, silk 40 @20
line Q 1 = 100 wanted, 60 done, 40 left
line Q 2 = 40 wanted, 40 done, 0 left
stock tea@main = 0 on hand, 60 incoming
stock silk@main = 0 on hand, 40 incoming

# 剩下的向别家买 / The rest from somebody else.
create supplier as HILL code=hill name=山里人
push Q to purchase_order as PO2 supplier=hill: tea 40 @9
state Q = done
stock tea@main = 0 on hand, 100 incoming
cancel PO2
state Q = approved
line Q 1 = 100 wanted, 60 done, 40 left
stock tea@main = 0 on hand, 60 incoming

# 周二: 到货, 多来了一点, 在允许之内; 要质检的先冻结 / Tuesday: a little more, within the tolerance;
# what is inspected is held.
push PO to receipt as R1: tea 64, silk 40 -> more_than_ordered
push PO to receipt as R1: tea 63, silk 40
stock tea@main = 63 on hand, 63 available, 0 incoming
stock silk@main = 40 on hand, 40 held, 0 available, 0 incoming
state PO = done
cost tea = 10

# 周三: 质检, 先看 30 件, 4 件受潮; 其余明天看 / Wednesday: 30 are looked at, and 4 are damp; the rest waits.
push R1 to inspection as I: silk 30 rejected=4 -> invalid
push R1 to inspection as I: silk 30 rejected=4 reason=受潮
stock silk@main = 40 on hand, 14 held, 26 available
push R1 to inspection as I1: silk 11 -> not_held
push R1 to inspection as I1
stock silk@main = 40 on hand, 4 held, 36 available

# 周四: 退货并要求补货, 订单重新打开 / Thursday: they go back and are to be replaced; the order is open again.
push I to purchase_return as T replacement=yes: silk 4
stock silk@main = 36 on hand, 0 held, 36 available, 4 incoming
state PO = confirmed
line PO 2 = 40 wanted, 40 done, 4 returned, 4 left
confirm purchase_return purchase_order=PO warehouse=main: silk 37 -> more_than_received

# 周五: 补货到了, 运费分摊 / Friday: the replacement comes, and the freight is spread.
push PO to receipt as R2: silk 4
stock silk@main = 40 on hand, 4 held, 36 available, 0 incoming
state PO = done
push R2 to inspection as I2: silk 4
stock silk@main = 40 on hand, 0 held, 40 available
cost silk = 20
confirm sales_order as S customer=li ship_from=main: tea 21 @25
push S to shipment as F
stock tea@main = 42 on hand, 42 available
# 630 与 800: 63 元与 80 元; 茶卖掉三分之一, 只有 42 元留在库存里
# 63 and 80 of 143; a third of the tea has left and takes 21 along.
push R1 to landed_cost as C costs=freight:143: tea 63, silk 40
cost tea = 11
cost silk = 22

# 一张请购单, 几家一次下齐 / One request, ordered from everybody at once.
create supply supplier=hill item=silk price=18
draft purchase_request as Z deliver_to=east: tea 24, silk 10 supplier=hill, cup 5 supplier=hill
submit Z
approve Z
order Z as Z
state Z1 = draft
field Z1 supplier = farm
field Z2 supplier = hill
stock tea@east = 0 on hand, 0 incoming
confirm Z1
confirm Z2
state Z = done
stock tea@east = 0 on hand, 24 incoming
stock silk@east = 0 on hand, 10 incoming
