//! One binary: `serve`, `import`, `verify`, `backup`, ….
fn main() {}
