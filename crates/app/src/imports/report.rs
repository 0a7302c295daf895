//! The rows that were not imported, to be corrected and imported again.

use crate::app::App;
use crate::caller::Ability;
use crate::failure::{Failure, Kind, Refused};
use crate::file::File;
use crate::imports::job::Job;
use crate::imports::start::{broken, unreadable};
use crate::turn::Turn;
use connect::spreadsheet::export::Format;
use connect::spreadsheet::report::as_workbook;

impl App {
    /// `format` is `csv` or `xlsx`.
    pub async fn import_report(&self, turn: Turn, id: &str, format: &str) -> Result<File, Failure> {
        turn.caller.require(Ability::Import)?;
        let format = crate::exports::format_named(format)?;
        let (loaded, id) = (turn.clone(), id.to_owned());
        let job = self.read(move |tx| Job::load(tx, &loaded, &id)).await?;
        let csv = self.bad_rows_path(job.stored.id)?;
        let made = tokio::task::spawn_blocking(move || {
            if !csv.is_file() {
                let absent =
                    Refused::new(Kind::NotFound, "not_found", "还没有结果可下载", "There is no result yet");
                return Err(absent.instead("先运行或试运行导入", "Run the import, or try it, first").into());
            }
            match format {
                Format::Csv => std::fs::read(&csv).map_err(|it| broken(&it)),
                Format::Xlsx => {
                    let workbook = csv.with_extension("xlsx");
                    as_workbook(&csv, &workbook).map_err(|it| unreadable(&it))?;
                    let bytes = std::fs::read(&workbook).map_err(|it| broken(&it));
                    // It is made anew when it is asked for again.
                    let _ = std::fs::remove_file(&workbook);
                    bytes
                }
            }
        });
        let bytes = made.await.map_err(|it| broken(&it))??;
        let stem = job.stored.file_name.split('.').next().unwrap_or("import").to_owned();
        let suffix = if turn.caller.language.tag() == "en" { "to correct" } else { "待修改" };
        Ok(File {
            name: format!("{stem}-{suffix}.{}", format.extension()),
            content_type: format.media_type(),
            bytes,
        })
    }
}
