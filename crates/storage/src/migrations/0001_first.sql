-- The first schema. Amounts are scaled integers, instants microseconds, days counted from 1970;
-- ids are the small `seq` of a document.
--
-- Rule of this schema: an index whose key is random costs one page of log per row. So child rows
-- are clustered by their document's growing `seq`, and indexes by item or customer are few.
-- There are no foreign keys: on PostgreSQL each would lock the item's row for every order line.
-- Links are checked when they are written, and `verify` checks everything.

create table @.company_setting (
  name {text} not null,
  value {json} not null,
  constraint company_setting_key primary key (name)
) {clustered};

-- Paper ---------------------------------------------------------------------------------------

create table @.document (
  seq {identity},
  id {bytes} not null,
  type {text} not null,
  number {text} not null,
  title {text} not null,
  state {text} not null,
  body {json} not null,
  definition_version {int} not null,
  version {int} not null,
  created_at {int} not null,
  updated_at {int} not null,
  created_by {int} not null,
  constraint document_id unique (id),
  constraint document_number unique (type, number)
) {rows};
create index document_type_seq on @.document (type, seq);

create table @.document_search (
  type {text} not null,
  seq {int} not null,
  text {text} not null,
  constraint document_search_key primary key (type, seq)
) {clustered};

create table @.link (
  document {int} not null,
  role {text} not null,
  line {int} not null,
  target {int} not null,
  constraint link_key primary key (document, role, line)
) {clustered};
create index link_target on @.link (target, document);

create table @.change (
  document {int} not null,
  version {int} not null,
  at {int} not null,
  member {int} not null,
  action {text} not null,
  detail {json} not null,
  constraint change_key primary key (document, version)
) {clustered};

create table @.definition (
  kind {text} not null constraint definition_kind_known check (kind in ('type', 'overlay')),
  name {text} not null,
  version {int} not null,
  body {json} not null,
  at {int} not null,
  member {int} not null,
  constraint definition_key primary key (kind, name, version)
) {clustered};

-- Which indexes and views each type has now: name and text of each.
create table @.shape (
  type {text} not null,
  made {json} not null,
  constraint shape_key primary key (type)
) {clustered};

create table @.counter (
  type {text} not null,
  period {text} not null,
  last {int} not null,
  constraint counter_key primary key (type, period)
) {clustered};

create table @.request (
  member {int} not null,
  key {text} not null,
  fingerprint {bytes} not null,
  answer {text} not null,
  at {int} not null,
  constraint request_key primary key (member, key)
) {rows};

-- What happened, in the order of commits: (transaction_id, seq).
create table @.event (
  seq {identity},
  transaction_id {int} not null default {transaction},
  at {int} not null,
  kind {text} not null,
  document {int},
  payload {json} not null
) {rows};
create index event_position on @.event (transaction_id, seq);

-- People --------------------------------------------------------------------------------------

create table @.member (
  seq {identity},
  login {text} not null,
  name {text} not null,
  password_hash {text} not null,
  roles {json} not null,
  active {int} not null,
  language {text} not null,
  created_at {int} not null,
  constraint member_login unique (login)
) {rows};

create table @.session (
  token_hash {bytes} not null,
  public_id {text} not null,
  member {int} not null,
  created_at {int} not null,
  last_seen_at {int} not null,
  expires_at {int} not null,
  agent {text} not null,
  constraint session_key primary key (token_hash)
) {clustered};
create index session_member on @.session (member);

create table @.api_key (
  seq {identity},
  key_hash {bytes} not null,
  member {int} not null,
  name {text} not null,
  created_at {int} not null,
  last_used_at {int},
  revoked_at {int},
  constraint api_key_key_hash unique (key_hash)
) {rows};

create table @.role (
  name {text} not null,
  label {json} not null,
  grants {json} not null,
  abilities {json} not null,
  constraint role_key primary key (name)
) {clustered};

create table @.import_job (
  seq {identity},
  id {bytes} not null,
  member {int} not null,
  kind {text} not null,
  file_name {text} not null,
  path {text} not null,
  size {int} not null,
  state {text} not null,
  done {int} not null,
  total {int},
  settings {json} not null,
  result {json},
  created_at {int} not null,
  updated_at {int} not null,
  constraint import_job_id unique (id)
) {rows};

-- Facts, written only by the effects of transitions --------------------------------------------

create table @.balance (
  item {int} not null,
  warehouse {int} not null,
  on_hand {int} not null,
  reserved {int} not null,
  held {int} not null,
  constraint balance_key primary key (item, warehouse),
  constraint balance_on_hand_not_negative check (on_hand >= 0),
  constraint balance_promised_within_on_hand check (reserved >= 0 and held >= 0 and reserved + held <= on_hand)
) {clustered};

create table @.lot_balance (
  item {int} not null,
  warehouse {int} not null,
  lot {text} not null,
  on_hand {int} not null,
  expiry {int},
  constraint lot_balance_key primary key (item, warehouse, lot),
  constraint lot_balance_on_hand_not_negative check (on_hand >= 0)
) {clustered};

create table @.stock (
  item {int} not null,
  on_hand {int} not null,
  value {int} not null,
  moves {int} not null,
  last_hash {bytes} not null,
  constraint stock_key primary key (item),
  constraint stock_on_hand_not_negative check (on_hand >= 0)
) {clustered};

create table @.move (
  item {int} not null,
  number {int} not null,
  from_place {int} not null,
  to_place {int} not null,
  lot {text},
  quantity {int} not null,
  value {int} not null,
  day {int} not null,
  at {int} not null,
  document {int} not null,
  line {int} not null,
  previous_hash {bytes} not null,
  hash {bytes} not null,
  constraint move_key primary key (item, number),
  constraint move_quantity_positive check (quantity > 0),
  constraint move_places_differ check (from_place <> to_place)
) {clustered};
create index move_document on @.move (document, line);

-- Open claims only: a line that got all it wanted, or was cancelled, has none.
create table @.claim (
  document {int} not null,
  line {int} not null,
  item {int} not null,
  warehouse {int} not null,
  wanted {int} not null,
  reserved {int} not null,
  since {int} not null,
  constraint claim_key primary key (document, line),
  constraint claim_reserved_within_wanted check (reserved >= 0 and reserved <= wanted)
) {clustered};
create index claim_balance on @.claim (item, warehouse);

create table @.hold (
  seq {identity},
  item {int} not null,
  warehouse {int} not null,
  lot {text},
  quantity {int} not null,
  reason {text} not null,
  owner {int} not null,
  expires {int},
  document {int} not null,
  line {int} not null,
  constraint hold_quantity_positive check (quantity > 0)
) {rows};
create index hold_balance on @.hold (item, warehouse);

create table @.arrival (
  document {int} not null,
  line {int} not null,
  item {int} not null,
  warehouse {int} not null,
  supplier {int},
  kind {text} not null constraint arrival_kind_known check (kind in ('purchase', 'transfer')),
  quantity {int} not null,
  due {int} not null,
  constraint arrival_key primary key (document, line),
  constraint arrival_quantity_positive check (quantity > 0)
) {clustered};
create index arrival_balance on @.arrival (item, warehouse);

create table @.fulfilment (
  document {int} not null,
  line {int} not null,
  source_document {int} not null,
  source_line {int} not null,
  quantity {int} not null,
  day {int} not null,
  constraint fulfilment_key primary key (document, line, source_document, source_line),
  constraint fulfilment_quantity_positive check (quantity > 0)
) {clustered};
create index fulfilment_source on @.fulfilment (source_document, source_line);

create table @.demand (
  seq {identity},
  item {int} not null,
  warehouse {int},
  channel {int},
  customer {int},
  day {int} not null,
  wanted {int} not null,
  amount {int},
  kind {text} not null constraint demand_kind_known check (kind in ('order', 'history', 'return')),
  document {int},
  line {int},
  source_number {text}
) {rows};
create index demand_item on @.demand (item, day);
create index demand_document on @.demand (document) where document is not null;

create table @.price_paid (
  seq {identity},
  document {int} not null,
  line {int} not null,
  item {int} not null,
  supplier {int} not null,
  day {int} not null,
  price {int} not null,
  quantity {int} not null
) {rows};
create index price_paid_item on @.price_paid (item, supplier, day);

create table @.lead_time (
  seq {identity},
  document {int} not null,
  line {int} not null,
  supplier {int} not null,
  item {int} not null,
  ordered {int} not null,
  received {int} not null,
  quantity {int} not null
) {rows};
create index lead_time_item on @.lead_time (item, supplier, received);

-- Foresight, computed and thrown away at will ---------------------------------------------------

create table @.outlook (
  item {int} not null,
  warehouse {int} not null,
  urgency {int} not null,
  severity {int} not null,
  stockout_day {int},
  cover_days_e2 {int},
  probability_e4 {int} not null,
  demand_per_day {int} not null,
  safety_stock {int} not null,
  reorder_point {int} not null,
  order_up_to {int} not null,
  available {int} not null,
  on_hand {int} not null,
  incoming {int} not null,
  next_arrival {int},
  short {int} not null,
  suggestion {json},
  reason {json} not null,
  numbers {json} not null,
  hurts {json} not null,
  hurts_count {int} not null,
  money_at_risk {int},
  category {text},
  supplier {int},
  computed_at {int} not null,
  constraint outlook_key primary key (item, warehouse)
) {rows};
create index outlook_urgency on @.outlook (urgency, item, warehouse);
