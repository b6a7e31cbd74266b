//! plotters' SVG backend with three changes: text is measured by [`super::metrics`] instead of a font or the DOM; coordinates are tenths of
//! a pixel, so that bars are as long as their numbers say; colours are names of paints until [`finish`] resolves them.

use super::metrics;
use super::paint::{Paint, Palette};
use plotters::prelude::{DrawingBackend, SVGBackend};
use plotters::style::RGBColor;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind, FontStyle};

/// Units of the drawing per pixel.
pub(super) const SCALE: f64 = 10.0;
/// plotters' SVG backend divides a font's size by this.
const SVG_FONT_SCALE: f64 = 1.24;
/// Stands before the unabridged form of a text that was cut; never part of a text, since [`clean`] takes out control characters.
const FULL: char = '\u{1f}';
/// The font family that drawing code names; [`finish`] takes it out, and the root element says the family once.
pub(super) const FAMILY: &str = "-";
/// The page's font stack, for files that stand alone.
const FONT_STACK: &str = "Inter, 'Segoe UI', system-ui, 'PingFang SC', 'Noto Sans CJK SC', sans-serif";

/// Red and green of the marker colours; blue is the code of the paint.
const MARKER: (u8, u8) = (0xF5, 0xEE);

/// The colour that stands for a paint while drawing.
pub(super) fn marker(paint: Paint) -> RGBColor {
    RGBColor(MARKER.0, MARKER.1, paint.code())
}

/// The font size to ask of plotters for `px` pixels.
pub(super) fn font_size(px: f64) -> f64 {
    let mut size = px * SCALE * SVG_FONT_SCALE;
    // The nearest number that divides back to the size without a tail of nines.
    if size / SVG_FONT_SCALE < px * SCALE {
        size = size.next_up();
    } else if size / SVG_FONT_SCALE > px * SCALE {
        size = size.next_down();
    }
    size
}

/// The text without what XML cannot hold, in one line.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

/// A cut text with its full form, which becomes the element's `<title>`.
pub(super) fn with_full(shown: &str, full: &str) -> String {
    format!("{shown}{FULL}{full}")
}

/// See the module.
pub(super) struct Backend<'a>(SVGBackend<'a>);

impl<'a> Backend<'a> {
    /// Draws into `buffer`; `width` and `height` in pixels.
    pub fn new(buffer: &'a mut String, width: f64, height: f64) -> Self {
        Backend(SVGBackend::with_string(buffer, ((width * SCALE).round() as u32, (height * SCALE).round() as u32)))
    }
}

type Drawn<B> = Result<(), DrawingErrorKind<<B as DrawingBackend>::ErrorType>>;

impl<'a> DrawingBackend for Backend<'a> {
    type ErrorType = <SVGBackend<'a> as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.0.get_size()
    }

    fn ensure_prepared(&mut self) -> Drawn<Self> {
        self.0.ensure_prepared()
    }

    fn present(&mut self) -> Drawn<Self> {
        self.0.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn<Self> {
        self.0.draw_pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn<Self> {
        self.0.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, upper_left: BackendCoord, bottom_right: BackendCoord, style: &S, fill: bool) -> Drawn<Self> {
        self.0.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn<Self> {
        self.0.draw_path(path, style)
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn<Self> {
        self.0.draw_circle(center, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn<Self> {
        self.0.fill_polygon(path, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Drawn<Self> {
        self.0.draw_text(text, style, pos)
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let size = style.size() / SVG_FONT_SCALE;
        let shown = text.split(FULL).next().unwrap_or_default();
        let width = metrics::width(shown, size, matches!(style.style(), FontStyle::Bold));
        Ok((width.ceil() as u32, (size * super::canvas::LINE_HEIGHT).ceil() as u32))
    }
}

/// Turns what plotters wrote into the SVG that is shown or saved: real colours, a root element in pixels with an accessible name where the
/// file stands alone, full names as `<title>`, and no attribute that says what is the default anyway.
pub(super) fn finish(drawn: &str, width: f64, height: f64, palette: &Palette, title: Option<&str>) -> String {
    let mut out = String::with_capacity(drawn.len());
    let (w, h) = ((width * SCALE).round(), (height * SCALE).round());
    out.push_str(&format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {w} {h}""#));
    match title {
        Some(title) => out.push_str(&format!(r#" role="img" font-family="{FONT_STACK}"><title>{}</title>"#, escape(title))),
        // On the page the element around it carries the name.
        None => out.push_str(r#" aria-hidden="true" focusable="false">"#),
    }
    // plotters writes one tag, or the content of one text element, per line; within a line every user text is escaped.
    for line in drawn.lines().skip(1) {
        if line.starts_with('<') {
            push_tag(&mut out, line, palette);
        } else if let Some((shown, full)) = line.split_once(FULL) {
            out.push_str("<title>");
            out.push_str(full);
            out.push_str("</title>");
            out.push_str(shown);
        } else {
            out.push_str(line);
        }
    }
    out
}

/// One tag with its paints resolved.
fn push_tag(out: &mut String, tag: &str, palette: &Palette) {
    let mut parts = tag.split('"');
    let mut name = parts.next().unwrap_or_default();
    while let Some(value) = parts.next() {
        let default =
            matches!((name.trim_start().trim_end_matches('='), value), ("opacity", "1") | ("stroke", "none") | ("font-family", FAMILY));
        // The first name holds the element's own: keep it.
        let default = default && name.starts_with(' ');
        if !default {
            out.push_str(name);
            out.push('"');
            match paint_of(value) {
                Some(paint) => out.push_str(&palette.attribute(paint)),
                None => out.push_str(value.trim_end()),
            }
            out.push('"');
        }
        name = parts.next().unwrap_or_default();
    }
    out.push_str(name);
}

/// The paint that a colour of the drawing stands for.
fn paint_of(value: &str) -> Option<Paint> {
    let code = value.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.is_ascii())?;
    if u8::from_str_radix(&code[..2], 16) != Ok(MARKER.0) || u8::from_str_radix(&code[2..4], 16) != Ok(MARKER.1) {
        return None;
    }
    u8::from_str_radix(&code[4..], 16).ok().and_then(Paint::from_code)
}

/// Text as XML content or attribute value.
pub(super) fn escape(text: &str) -> String {
    clean(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
