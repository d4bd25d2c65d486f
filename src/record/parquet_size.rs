//! What a Parquet file unpacks to, told by its footer and the headers of its pages before anything
//! is unpacked: a few bytes can announce gigabytes, and an allocation that fails ends the process.

use std::io::Cursor;

use polars::io::parquet::metadata::FileMetadata;
use polars_parquet_format::PageHeader;
use polars_parquet_format::thrift::protocol::TCompactInputProtocol;

/// Values of a table that are unpacked from a file of any length: 64 MiB as numbers.
const VALUES: usize = 8 << 20;
/// Beyond these, a file must have at least one byte for this many values. Constant columns take
/// hardly any bytes, so this is far from what tables of measurements have.
const VALUES_PER_BYTE: usize = 16;
/// Bytes that all pages together may unpack to for each of these values.
const BYTES_PER_VALUE: usize = 16;

/// Memory of the decoder for the header of a page, which may hold the smallest and largest value.
const HEADER_MEMORY: usize = 1 << 20;

/// Refuses a file whose table is out of proportion to its length.
///
/// # Errors
/// In words.
pub(super) fn check_rows(metadata: &FileMetadata, bytes: &[u8]) -> Result<(), String> {
    let rows = metadata
        .row_groups
        .iter()
        .fold(0_usize, |sum, group| sum.saturating_add(group.num_rows()))
        .max(metadata.num_rows);
    let columns = metadata.schema().columns().len();
    if rows.saturating_mul(columns.max(1)) <= most_values(bytes) {
        return Ok(());
    }
    let length = bytes.len();
    Err(format!(
        "it announces {rows} rows of {columns} columns, too many for {length} bytes"
    ))
}

/// Refuses a file in which the pages of these columns are out of proportion to its length.
///
/// # Errors
/// In words: what is too large, or where a page is damaged.
pub(super) fn check_pages(
    metadata: &FileMetadata,
    columns: &[String],
    bytes: &[u8],
) -> Result<(), String> {
    let most = most_values(bytes);
    let mut left = most.saturating_mul(BYTES_PER_VALUE);
    let groups = metadata.row_groups.iter();
    for chunk in groups.flat_map(|group| group.parquet_columns()) {
        let name = chunk.descriptor().path_in_schema.first();
        if !name.is_some_and(|name| columns.iter().any(|column| column == name.as_str())) {
            continue;
        }
        let place = chunk.byte_range();
        let content = usize::try_from(place.start)
            .ok()
            .zip(usize::try_from(place.end).ok())
            .and_then(|(start, end)| bytes.get(start..end));
        let content = content.ok_or("the place of a column is outside the file")?;
        for page in page_sizes(content, chunk.num_values())? {
            left = left
                .checked_sub(page.bytes)
                .filter(|_| page.values <= most)
                .ok_or_else(|| format!("its pages unpack to too much for {} bytes", bytes.len()))?;
        }
    }
    Ok(())
}

fn most_values(bytes: &[u8]) -> usize {
    let in_proportion = bytes.len().saturating_mul(VALUES_PER_BYTE);
    in_proportion.max(VALUES)
}

/// What a page unpacks to.
struct PageSize {
    values: usize,
    bytes: usize,
}

/// The pages of a column's part, as far as its decoder goes: a dictionary, and pages of data until
/// all values have been seen.
fn page_sizes(content: &[u8], values: i64) -> Result<Vec<PageSize>, String> {
    let mut source = Cursor::new(content);
    let (mut sizes, mut seen) = (Vec::new(), 0_i64);
    while (sizes.is_empty() || seen < values) && source.position() < content.len() as u64 {
        let mut protocol = TCompactInputProtocol::new(&mut source, HEADER_MEMORY);
        let header = PageHeader::read_from_in_protocol(&mut protocol)
            .map_err(|error| format!("the header of a page is damaged: {error}"))?;
        let first = header.data_page_header.map(|header| header.num_values);
        let second = header.data_page_header_v2.map(|header| header.num_values);
        let dictionary = header
            .dictionary_page_header
            .map(|header| header.num_values);
        let of_data = first.max(second);
        seen = seen.saturating_add(of_data.unwrap_or(0).into());
        let whole = |number: i32| {
            usize::try_from(number).map_err(|_| "the size of a page is below 0".to_string())
        };
        sizes.push(PageSize {
            values: whole(of_data.max(dictionary).unwrap_or(0))?,
            bytes: whole(header.uncompressed_page_size)?,
        });
        let packed = whole(header.compressed_page_size)? as u64;
        source.set_position(source.position().saturating_add(packed));
    }
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use polars::prelude::{
        DataFrame, NamedFrom, ParquetReader, ParquetWriter, SerReader as _, Series,
    };

    use super::*;

    fn file(column: Series) -> Vec<u8> {
        let mut frame = DataFrame::new_infer_height(vec![column.into()]).unwrap();
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
        bytes
    }

    fn metadata(bytes: &[u8]) -> FileMetadata {
        let mut reader = ParquetReader::new(Cursor::new(bytes));
        FileMetadata::clone(reader.get_metadata().unwrap())
    }

    /// The header of a page of data: a thousand values, and nothing behind the header.
    fn header(unpacked: [u8; 5]) -> Vec<u8> {
        let head = [&[0x15, 0, 0x15], &unpacked[..], &[0x15, 0]].concat();
        let of_data = [0x2c, 0x15, 0xd0, 0x0f, 0x15, 0, 0x15, 0, 0x15, 0, 0, 0];
        [&head[..], &of_data].concat()
    }

    #[test]
    fn a_table_has_a_size_that_fits_its_file() {
        let ordinary = file(Series::new("d_loss".into(), vec![0.5; 1000]));
        let columns = ["d_loss".to_string()];
        let of_ordinary = metadata(&ordinary);
        assert_eq!(check_rows(&of_ordinary, &ordinary), Ok(()));
        assert_eq!(check_pages(&of_ordinary, &columns, &ordinary), Ok(()));
        let many = file(Series::new("d_loss".into(), vec![true; VALUES + 1]));
        assert!(many.len() < 1 << 20, "{} bytes", many.len());
        let message = check_rows(&metadata(&many), &many).unwrap_err();
        assert!(message.contains("8388609 rows of 1 columns"), "{message}");
    }

    #[test]
    fn a_page_that_announces_gigabytes_is_refused_before_it_is_unpacked() {
        let mut bytes = file(Series::new("d_loss".into(), vec![0.5; 1000]));
        let metadata = metadata(&bytes);
        let start = metadata.row_groups[0].parquet_columns()[0]
            .byte_range()
            .start as usize;
        let huge = header([0xfe, 0xff, 0xff, 0xff, 0x0f]);
        bytes[start..start + huge.len()].copy_from_slice(&huge);
        let message = check_pages(&metadata, &["d_loss".to_string()], &bytes).unwrap_err();
        assert!(message.contains("unpack to too much"), "{message}");
        assert_eq!(check_pages(&metadata, &[], &bytes), Ok(()));
        let negative = header([0xff, 0xff, 0xff, 0xff, 0x0f]);
        bytes[start..start + negative.len()].copy_from_slice(&negative);
        let message = check_pages(&metadata, &["d_loss".to_string()], &bytes).unwrap_err();
        assert!(message.contains("below 0"), "{message}");
    }
}
