# 仓库的一周: 收货上架, 按到期先后拣, 盘点, 组装, 借出, 调拨, 每一步账都对。
# A week of a warehouse: put away, pick, count, make, lend, move; the books agree after every step.

create bin code=A-01 warehouse=main
create bin code=A-02 warehouse=main
create bin code=B-01 warehouse=east
create item code=milk name=牛奶 tracking=lot
create item code=gift name=礼盒
create bill_of_materials as BOM product=gift: tea 2, cup 1

# 周一: 货到了, 先待上架 / Monday: what came in is to be placed.
confirm purchase_order as PO supplier=farm deliver_to=main: tea 20 @8, cup 10 @3
push PO to receipt
confirm opening_stock warehouse=main: milk 6 @2 lot L2 until 2032-02-01, milk 4 @2 lot L1 until 2031-01-01
bins tea@main = to place 20
confirm bin_move warehouse=main: tea 12 to_bin=A-01, tea 5 to_bin=A-02, milk 4 lot L1 to_bin=A-02
bins tea@main = A-01 12, A-02 5, to place 3
bins milk@main = A-02 4, to place 6
stock tea@main = 20 on hand, 20 available

# 放不下没有的货, 也不能放进别的仓库 / Nothing is placed that is not there, and bins are of their warehouse.
confirm bin_move warehouse=main: tea 4 to_bin=A-01 -> insufficient_bin
confirm bin_move warehouse=main: tea 1 to_bin=B-01 -> bin_elsewhere

# 周二: 发货先用没上架的, 再按库位顺序 / Tuesday: what leaves is first what is in no bin, then bin by bin.
confirm sales_order as SO customer=li ship_from=main: tea 5 @20, milk 5 @5
push SO to shipment
state SO = done
bins tea@main = A-01 10, A-02 5
bins milk@main = to place 5
lots milk@main = L2 5
stock tea@main = 15 on hand, 0 reserved, 15 available

# 一张拣货单走一圈: 先到期的先拣, 一个库位去一次 / One walk with a pick list: what expires first, each bin once.
confirm bin_move warehouse=main: milk 3 lot L2 to_bin=A-01
confirm sales_order as S1 customer=li ship_from=main: milk 4 @5, tea 2 @20
wave main orders=S1 as W
picks W = milk 3 L2 from A-01, tea 2 from A-01, milk 1 L2
confirm bin_move warehouse=main: tea 10 from_bin=A-01 to_bin=A-02
suggest W
picks W = milk 3 L2 from A-01, tea 2 from A-02, milk 1 L2
# 拣下来的不在库位上了, 等发货; 没找到的冻结 / What is picked is in no bin and waits; what is not found is held.
picked W 1 = 2 not_found
finish W
bins tea@main = A-02 13, to place 2
bins milk@main = to place 5
stock milk@main = 5 on hand, 3 reserved, 1 held, 1 available
ship W
bins tea@main = A-02 13
stock milk@main = 2 on hand, 0 reserved, 1 held, 1 available
settle W
stock milk@main = 2 on hand, 1 reserved, 0 held, 1 available
push S1 to shipment
stock milk@main = 1 on hand
confirm bin_move warehouse=main: tea 10 from_bin=A-02 to_bin=A-01
stock tea@main = 13 on hand
bins tea@main = A-01 10, A-02 3

# 周三: 盘一个库位; 盘点任务差得远要复盘, 自己盘的自己不能批 / Wednesday: counting.
confirm stock_count warehouse=main: tea 9 bin=A-01
bins tea@main = A-01 9, A-02 3
stock tea@main = 12 on hand
draft count_task as K1 warehouse=main: tea 10, cup 10
submit K1 -> count_again
draft count_task as K2 warehouse=main: tea 10 recounted=11, cup 10
submit K2
state K2 = counted
approve K2 -> own_count
reject K2
state K2 = open
# 盘点任务也按库位盘: 每个库位一行, 没上架的一行 / A task counts bin by bin, and what lies in none.
draft count_task as K3 warehouse=main: tea 10 bin=A-01, tea 2 bin=A-02
submit K3 -> count_again
draft count_task as K4 warehouse=main: tea 9 bin=A-01, tea 3 bin=A-02
submit K4
state K4 = counted

# 周四: 组装礼盒, 料从库位出 / Thursday: gift boxes are made, out of the bins.
confirm assembly as MAKE product=gift quantity=3 warehouse=main bill_of_materials=BOM extra_cost=3
stock gift@main = 3 on hand
stock tea@main = 6 on hand
bins tea@main = A-01 3, A-02 3
cost gift = 20

# 周五: 一个借给展会, 一个调到东仓 / Friday: one is lent, one goes to the other warehouse.
confirm loan as LOAN borrower=展会 customer=li warehouse=main due=2031-01-01: gift 1
draft transfer_request as ASK from=main to=east: gift 1
submit ASK
approve ASK
push ASK to transfer as SENT
state ASK = done
stock gift@main = 1 on hand, 1 available
receive SENT
confirm bin_move warehouse=east: gift 1 to_bin=B-01
bins gift@east = B-01 1
push LOAN to loan_return
state LOAN = done
stock gift@main = 2 on hand, 2 available
cost gift = 20

# 周末: 一个礼盒改当茶壶卖 / The weekend: a gift box becomes a pot.
confirm conversion warehouse=main: gift 1 to_item=pot to_quantity=1
stock gift@main = 1 on hand
stock pot@main = 1 on hand
cost pot = 20
