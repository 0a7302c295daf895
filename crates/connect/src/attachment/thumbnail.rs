//! A small picture of a picture.
//!
//! **Invariant:** a picture that would unpack into more memory than [`MEMORY_MAX`] is not unpacked.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits};
use std::io::{BufRead, Cursor, Seek};

/// The longer side, in pixels: sharp in a list and on a telephone.
pub const SIDE: u32 = 320;
/// The longer side of what is read; cameras stay far below.
const SIDE_MAX: u32 = 20_000;
/// What unpacking may take, in bytes.
const MEMORY_MAX: u64 = 256 * 1024 * 1024;
const JPEG_QUALITY: u8 = 82;

/// A picture, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// Types that [`make`] reads.
pub fn reads(media_type: &str) -> bool {
    format_of(media_type).is_some()
}

fn format_of(media_type: &str) -> Option<ImageFormat> {
    match media_type {
        "image/jpeg" => Some(ImageFormat::Jpeg),
        "image/png" => Some(ImageFormat::Png),
        "image/webp" => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// The picture made small and turned upright; `None` when it is none, is damaged, or is too large to
/// unpack. Takes a moment: not for an async thread.
pub fn make(media_type: &str, from: impl BufRead + Seek) -> Option<Picture> {
    let mut reader = ImageReader::with_format(from, format_of(media_type)?);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    // The limits above bound what the decoder takes for itself; this bounds the picture it gives.
    if decoder.total_bytes() > MEMORY_MAX {
        return None;
    }
    let turned = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if picture.width() > SIDE || picture.height() > SIDE {
        picture = picture.thumbnail(SIDE, SIDE);
    }
    if let Some(turned) = turned {
        picture.apply_orientation(turned);
    }
    encoded(&picture)
}

/// As JPEG, unless something shines through.
fn encoded(picture: &DynamicImage) -> Option<Picture> {
    let mut out = Cursor::new(Vec::new());
    let media_type = if picture.color().has_alpha() {
        picture.to_rgba8().write_to(&mut out, ImageFormat::Png).ok()?;
        "image/png"
    } else {
        let rgb = picture.to_rgb8();
        let encoder = JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY);
        encoder.write_image(&rgb, rgb.width(), rgb.height(), image::ExtendedColorType::Rgb8).ok()?;
        "image/jpeg"
    };
    Some(Picture { media_type, bytes: out.into_inner() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage, RgbaImage};

    fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).expect("is written");
        out.into_inner()
    }

    fn size(it: &Picture) -> (u32, u32) {
        let read = image::load_from_memory(&it.bytes).expect("a picture");
        (read.width(), read.height())
    }

    #[test]
    fn large_pictures_become_small_and_small_ones_stay() {
        let large = DynamicImage::from(RgbImage::from_pixel(1600, 800, Rgb([200, 30, 30])));
        for (format, media_type) in [
            (ImageFormat::Jpeg, "image/jpeg"),
            (ImageFormat::Png, "image/png"),
            (ImageFormat::WebP, "image/webp"),
        ] {
            let made = make(media_type, Cursor::new(written(&large, format))).expect("a thumbnail");
            assert_eq!((made.media_type, size(&made)), ("image/jpeg", (320, 160)), "{media_type}");
        }
        let small = DynamicImage::from(RgbaImage::new(20, 10));
        let made = make("image/png", Cursor::new(written(&small, ImageFormat::Png))).expect("a thumbnail");
        assert_eq!((made.media_type, size(&made)), ("image/png", (20, 10)), "what shines through stays so");
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        // A PNG of a few bytes whose header says 60,000 × 60,000.
        let mut bomb = written(&DynamicImage::from(RgbImage::new(1, 1)), ImageFormat::Png);
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        assert_eq!(make("image/png", Cursor::new(&bomb)), None);
        bomb[16..20].copy_from_slice(&19_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&19_000_u32.to_be_bytes());
        assert_eq!(make("image/png", Cursor::new(&bomb)), None);
    }

    #[test]
    fn what_is_no_picture_has_none() {
        assert_eq!(make("image/png", Cursor::new(b"\x89PNG\r\n\x1A\nbroken")), None);
        assert_eq!(make("application/pdf", Cursor::new(b"%PDF-1.7")), None);
    }
}
