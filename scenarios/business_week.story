# 一整周的生意: 每一步都由只有那一个角色的人来做, 每一步之后看账。
# A whole week of business: each step is done by somebody who has that one role and no other; the books
# after each.

as warehouse
create bin code=A-01 warehouse=main
create carrier code=sf name=顺丰
as buyer
create supplier code=hill name=山里人
create item code=silk name=丝绸 unit=匹 sale_price=60 inspect=yes
create item code=gift name=礼盒 unit=盒
create bill_of_materials as BOM product=gift: tea 2, cup 1
as accountant
confirm opening_stock warehouse=main: tea 10 @8, cup 20 @3
as seller
draft price_list as L name=VIP level=vip: tea 1 @22
apply L
confirm opening_stock warehouse=main: tea 1 @8 -> forbidden

# 周一: 销售请购, 采购审批、向两家询价、比价、定标 / Monday: a seller asks, the buyer asks two suppliers
# and awards each line to who is best when freight is counted.
draft purchase_request as Q deliver_to=main: tea 40, silk 10
submit Q
approve Q -> forbidden
as buyer
approve Q
push Q to rfq as RFQ suppliers=farm+hill
push RFQ to supplier_quotation as FARM supplier=farm lead_time_days=9: tea 40 @9, silk 10 @20
push RFQ to supplier_quotation as HILL supplier=hill lead_time_days=7 freight=53: tea 40 @8, silk 10 @21
offers RFQ tea = farm 9, hill 8.8 best
offers RFQ silk = farm 20 best, hill 23.1
as seller
look RFQ -> forbidden
award RFQ: tea HILL -> forbidden
as buyer
award RFQ as P reason=连运费最低: tea HILL, silk FARM
state RFQ = awarded
stock tea@main = 10 on hand, 0 incoming
confirm P1
confirm P2
state Q = done
stock tea@main = 10 on hand, 40 incoming
stock silk@main = 0 on hand, 10 incoming

# 周二: 改单, 到货有允差, 质检, 退货, 上架, 运费进成本 / Tuesday: the order is changed; receipt within
# the tolerance; what is damp goes back; the rest is put away; freight becomes cost.
change P2 over_receipt=5 change_note=零头也收
as warehouse
look P2
change P2 over_receipt=50 -> forbidden
push P2 to receipt as R2: tea 43 -> more_than_ordered
push P2 to receipt as R2: tea 42
stock tea@main = 52 on hand, 52 available, 0 incoming
push P1 to receipt as R1: silk 10
stock silk@main = 10 on hand, 10 held, 0 available, 0 incoming
push R1 to inspection as I: silk 10 rejected=2 reason=受潮
stock silk@main = 10 on hand, 2 held, 8 available
push I to purchase_return: silk 2
stock silk@main = 8 on hand, 0 held, 8 available
bins tea@main = to place 52
confirm bin_move warehouse=main: tea 50 to_bin=A-01
bins tea@main = A-01 50, to place 2
as accountant
push R2 to landed_cost costs=freight:52: tea 42
cost tea = 9

# 周三: 报价按价格表, 客户下单, 另一张订单也来 / Wednesday: a quotation by the price list is ordered.
as seller
draft quotation as V customer=li ship_from=main valid_until=2098-12-31: tea 12, silk 3
price V 1 = 22 by list
price V 2 = 60 by item
send V
stock tea@main = 52 on hand, 0 reserved, 52 available
push V to sales_order as A
state V = won
confirm sales_order as B customer=wang ship_from=main: tea 5
price B 1 = 25 by item
confirm sales_order customer=wang ship_from=main partial_allowed=no: tea 36 -> insufficient_stock
look P1 -> forbidden
stock tea@main = 52 on hand, 17 reserved, 35 available
as buyer
look A -> forbidden

# 周四: 一起拣, 分开装, 带运单号发出, 签收 / Thursday: one walk, two packages, each with its number.
as warehouse
wave main orders=A+B as W
finish W
packed W A = SF1001 2.4
packed W B = SF1002 0.6
change W carrier=sf
ship W as S
field S1 tracking_number = SF1001
state A = done
state B = done
stock tea@main = 35 on hand, 0 reserved, 35 available
stock silk@main = 5 on hand, 0 reserved, 5 available
bins tea@main = A-01 33, to place 2
as seller
deliver S1
state S1 = delivered

# 周五: 退回来先检查, 坏的报废, 换成茶杯 / Friday: what comes back is looked at; what is damaged is
# scrapped; cups go in its place.
push A to sales_return/check as X: tea 1, silk 1
stock tea@main = 36 on hand, 1 held, 35 available
as warehouse
change X: tea 1, silk 1 condition=damaged
confirm X
stock tea@main = 36 on hand, 0 held, 36 available
stock silk@main = 5 on hand, 0 held, 5 available
as seller
confirm sales_order as E customer=li ship_from=main exchange_for=X credit=22: cup 4
field E difference = 10
as warehouse
push E to shipment
state E = done
stock cup@main = 16 on hand, 0 reserved, 16 available

# 周六: 盘点由仓库数、会计批; 调拨; 组装 / Saturday: the warehouse counts and the accountant approves;
# a transfer; gift boxes.
as accountant
draft count_task as K warehouse=main: tea ?, cup ?
as warehouse
change K: tea 35, cup 16
submit K -> count_again
change K: tea 35 recounted=35
submit K
approve K -> forbidden
stock tea@main = 36 on hand
as accountant
approve K
stock tea@main = 35 on hand, 35 available
as seller
draft transfer_request as ASK from=main to=east: tea 5
submit ASK
approve ASK -> forbidden
as warehouse
approve ASK
push ASK to transfer as T
stock tea@main = 30 on hand
receive T
stock tea@east = 5 on hand, 5 available
confirm assembly product=gift quantity=2 warehouse=main bill_of_materials=BOM
stock gift@main = 2 on hand, 2 available
stock tea@main = 26 on hand, 26 available
stock cup@main = 14 on hand, 14 available
cost gift = 21

# 周末看报表, 数字彼此对得上 / At the weekend the figures agree.
as accountant
report purchases hill = 42 quantity, 336 amount
report purchases farm = 8 quantity, 160 amount
report sales li = 17 quantity, 394 amount
report sales wang = 5 quantity, 125 amount
report profit tea = 16 quantity, 367 amount, 144 cost, 223 profit
report profit silk = 2 quantity, 120 amount, 40 cost, 80 profit
report stock_summary tea = 0 opening, 53 in, 22 out, 31 closing, 279 closing_value
report stock gift = 2 closing, 42 closing_value
as viewer
look A
draft sales_order customer=li ship_from=main: tea 1 -> forbidden
report sales wang = 5 quantity, 125 amount
