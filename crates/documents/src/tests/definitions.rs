#[test]
fn scratch() {
    let mut queue = vec![std::path::PathBuf::from("../business/src")];
    let mut all = vec![];
    while let Some(folder) = queue.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                queue.push(path)
            } else if path.ends_with("definition.toml") {
                match crate::DocumentType::from_toml(&std::fs::read_to_string(&path).unwrap()) {
                    Ok(it) => all.push(it),
                    Err(problems) => {
                        eprintln!("{path:?}");
                        for p in problems {
                            eprintln!("   {p}");
                        }
                    }
                }
            }
        }
    }
    for it in &all {
        for c in crate::check_definition(it, &all) {
            eprintln!("{}: {c}", it.name);
        }
    }
    eprintln!("{} ok", all.len());
}
