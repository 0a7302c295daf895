//! Values of several parts: addresses, places, files. Each is read from an object, or from a text as
//! a spreadsheet has it.

use crate::{Field, Kind, Problem};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::fmt;

/// Characters in one part of an address, or in the name of a file or place.
const PART_MAX: usize = 200;
const FILES_USUAL: u32 = 20;
pub(crate) const FILES_MAX: u32 = 200;
const BYTES_USUAL: u64 = 20_000_000;
pub(crate) const BYTES_MAX: u64 = 1_000_000_000;
/// Degrees are kept to 6 decimals: a tenth of a metre.
const DEGREE: i64 = 1_000_000;

/// 省、市、区 and the rest. Parts may be blank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Address {
    pub province: String,
    pub city: String,
    pub district: String,
    pub detail: String,
}

/// Scaled integers, in millionths of a degree (WGS 84).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    pub lat: i64,
    pub lng: i64,
    pub text: String,
}

/// A file by the hash of its content. Name, type and size are what the list of a document shows; the
/// store of files is what counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRef {
    /// SHA-256, as 64 hexadecimal digits.
    pub hash: String,
    pub name: String,
    #[serde(rename = "type")]
    pub media_type: String,
    /// In bytes.
    pub size: u64,
}

impl Address {
    /// `浙江省/杭州市/西湖区/文三路 1 号`, or without strokes as it stands on an envelope: then it is cut
    /// after 省, 市 and 区 when it begins with a province; else all of it is the detail.
    pub fn from_text(text: &str) -> Address {
        let text = text.trim();
        if text.contains('/') {
            let mut parts = text.splitn(4, '/').map(|it| it.trim().to_owned());
            let mut next = || parts.next().unwrap_or_default();
            return Address { province: next(), city: next(), district: next(), detail: next() };
        }
        let detail = |rest: &str| Address { detail: rest.to_owned(), ..Address::default() };
        let cities = ["北京市", "上海市", "天津市", "重庆市"];
        if let Some(city) = cities.iter().find(|it| text.starts_with(**it)) {
            let (district, rest) = cut(&text[city.len()..], &["区", "县"]);
            let (province, city) = ((*city).to_owned(), (*city).to_owned());
            return Address { province, city, district: district.to_owned(), detail: rest.to_owned() };
        }
        let (province, rest) = cut(text, &["特别行政区", "自治区", "省"]);
        if province.is_empty() {
            return detail(text);
        }
        let (city, rest) = cut(rest, &["自治州", "地区", "盟", "市"]);
        let (district, rest) = cut(rest, &["区", "县", "旗", "市"]);
        let own = str::to_owned;
        Address { province: own(province), city: own(city), district: own(district), detail: own(rest) }
    }

    pub fn is_blank(&self) -> bool {
        [&self.province, &self.city, &self.district, &self.detail].iter().all(|it| it.is_empty())
    }

    /// As it stands on an envelope.
    pub fn in_one(&self) -> String {
        // 北京市 is both province and city.
        let city = if self.city == self.province { "" } else { &self.city };
        [&self.province, city, &self.district, &self.detail].concat()
    }

    fn parts(&mut self) -> [&mut String; 4] {
        [&mut self.province, &mut self.city, &mut self.district, &mut self.detail]
    }
}

/// The text up to and with the first of `ends` within its first ten characters, and what follows.
fn cut<'a>(text: &'a str, ends: &[&str]) -> (&'a str, &'a str) {
    let near = text.char_indices().nth(10).map_or(text, |(at, _)| &text[..at]);
    let ends = ends.iter().filter_map(|end| near.find(end).filter(|at| *at > 0).map(|at| at + end.len()));
    text.split_at(ends.min().unwrap_or(0))
}

impl fmt::Display for Address {
    /// With strokes between the parts, so that it is read back the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{}", self.province, self.city, self.district, self.detail)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let space = if self.text.is_empty() { "" } else { " " };
        write!(f, "{},{}{space}{}", degrees(self.lat), degrees(self.lng), self.text)
    }
}

fn degrees(it: i64) -> String {
    values::Number::from_raw(it).to_string()
}

fn bad_part(text: &str) -> bool {
    text.chars().count() > PART_MAX || text.chars().any(char::is_control)
}

pub(crate) fn address(json: &Json, path: &str) -> Result<Address, Problem> {
    let bad = || Problem::new(path, "not_an_address");
    let mut it = match json {
        Json::String(text) => Address::from_text(text),
        Json::Object(_) => Address::deserialize(json).map_err(|_| bad())?,
        _ => return Err(bad()),
    };
    for part in it.parts() {
        *part = part.trim().to_owned();
        if bad_part(part) {
            return Err(Problem::new(path, "too_long").with("most", PART_MAX));
        }
    }
    // The stroke is what separates the parts when they are written in one.
    let [province, city, district, _] = it.parts();
    if [province, city, district].iter().any(|it| it.contains('/')) {
        return Err(bad());
    }
    Ok(it)
}

/// `{"lat": "31.230416", "lng": "121.473701", "text": "人民广场"}` or `31.230416,121.473701 人民广场`.
pub(crate) fn location(json: &Json, path: &str) -> Result<Location, Problem> {
    let bad = || Problem::new(path, "not_a_location");
    let (lat, lng, text) = match json {
        Json::String(written) => {
            let (numbers, text) = written.trim().split_once(' ').unwrap_or((written.trim(), ""));
            let (lat, lng) = numbers.split_once([',', '，']).ok_or_else(bad)?;
            (lat.to_owned(), lng.to_owned(), text.to_owned())
        }
        Json::Object(parts) => {
            if parts.keys().any(|it| !["lat", "lng", "text"].contains(&it.as_str())) {
                return Err(bad());
            }
            let part = |name: &str| match &json[name] {
                Json::String(it) => it.clone(),
                Json::Number(it) => it.to_string(),
                _ => String::new(),
            };
            (part("lat"), part("lng"), part("text"))
        }
        _ => return Err(bad()),
    };
    let within = |text: &str, most: i64| {
        let raw = text.trim().parse::<values::Number>().ok()?.raw();
        (raw.abs() <= most * DEGREE).then_some(raw)
    };
    let (Some(lat), Some(lng)) = (within(&lat, 90), within(&lng, 180)) else { return Err(bad()) };
    let text = text.trim().to_owned();
    if bad_part(&text) {
        return Err(Problem::new(path, "too_long").with("most", PART_MAX));
    }
    Ok(Location { lat, lng, text })
}

pub(crate) fn files(field: &Field, json: &Json, path: &str) -> Result<Vec<FileRef>, Problem> {
    let most = most_files(field);
    let Json::Array(list) = json else { return Err(Problem::new(path, "not_files")) };
    if list.len() > most as usize {
        return Err(Problem::new(path, "too_many_files").with("most", most).with("count", list.len()));
    }
    let mut found: Vec<FileRef> = Vec::with_capacity(list.len());
    for (at, json) in list.iter().enumerate() {
        let it = file(field, json, &format!("{path}[{at}]"))?;
        // The same content twice is the same file.
        if found.iter().all(|other| other.hash != it.hash) {
            found.push(it);
        }
    }
    Ok(found)
}

fn file(field: &Field, json: &Json, path: &str) -> Result<FileRef, Problem> {
    let bad = || Problem::new(path, "not_files");
    let mut it = FileRef::deserialize(json).map_err(|_| bad())?;
    it.name = it.name.trim().to_owned();
    it.media_type = it.media_type.trim().to_ascii_lowercase();
    let is_hash = it.hash.len() == 64 && it.hash.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
    let is_type = it.media_type.contains('/') && it.media_type.bytes().all(|it| it.is_ascii_graphic());
    let has_name = !it.name.is_empty() && !bad_part(&it.name) && !it.name.contains(['/', '\\']);
    if !is_hash || !is_type || !has_name {
        return Err(bad());
    }
    let most = field.max_bytes.unwrap_or(BYTES_USUAL);
    if it.size > most {
        return Err(Problem::new(path, "file_too_big").with("name", &it.name).with("most", megabytes(most)));
    }
    if !is_accepted(field, &it) {
        let accepted = accepted(field).join(", ");
        return Err(Problem::new(path, "file_type").with("name", &it.name).with("accepted", accepted));
    }
    Ok(it)
}

fn most_files(field: &Field) -> u32 {
    if field.kind == Kind::Signature { 1 } else { field.max_files.unwrap_or(FILES_USUAL) }
}

fn megabytes(bytes: u64) -> String {
    if bytes < 1_000_000 { format!("{} KB", bytes / 1_000) } else { format!("{} MB", bytes / 1_000_000) }
}

fn accepted(field: &Field) -> Vec<&str> {
    match field.kind {
        Kind::Attachment => field.accept.iter().map(String::as_str).collect(),
        _ if !field.accept.is_empty() => field.accept.iter().map(String::as_str).collect(),
        // A vector picture may carry a script.
        _ => vec!["image/png", "image/jpeg", "image/webp", "image/gif"],
    }
}

fn is_accepted(field: &Field, file: &FileRef) -> bool {
    let wanted = accepted(field);
    let name = file.name.to_lowercase();
    let fits = |it: &str| match (it.strip_suffix("/*"), it.starts_with('.')) {
        (Some(family), _) => file.media_type.split('/').next() == Some(family),
        (None, true) => name.ends_with(&it.to_lowercase()),
        (None, false) => file.media_type == it,
    };
    wanted.is_empty() || wanted.into_iter().any(fits)
}

/// How a file type may be written in a definition.
pub(crate) fn is_file_type(text: &str) -> bool {
    let word = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_graphic() && it != b'/');
    match text.split_once('/') {
        Some((family, kind)) => word(family) && word(kind),
        None => text.len() > 1 && text.starts_with('.') && word(text),
    }
}

pub(crate) fn location_stored(it: &Location) -> Json {
    json!({ "lat": it.lat, "lng": it.lng, "text": it.text })
}

pub(crate) fn location_from_stored(json: &Json) -> Option<Location> {
    let text = json["text"].as_str().unwrap_or_default().to_owned();
    Some(Location { lat: json["lat"].as_i64()?, lng: json["lng"].as_i64()?, text })
}

pub(crate) fn location_public(it: &Location) -> Json {
    json!({ "lat": degrees(it.lat), "lng": degrees(it.lng), "text": it.text })
}
