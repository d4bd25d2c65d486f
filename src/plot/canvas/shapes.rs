//! A drawing as a list of shapes, in pixels from the top left corner.

use super::{font, palette};
use crate::text::visible_word;
use plotters::style::{Color, RGBAColor, RGBColor};

/// A rectangle on the canvas, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub fn center(&self) -> (f64, f64) {
        (
            f64::midpoint(self.left, self.right),
            f64::midpoint(self.top, self.bottom),
        )
    }
}

/// Which point of a text its position names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// One line of text. `y` is its baseline; an upright text reads from bottom to top and `x` is its
/// baseline.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub content: String,
    pub x: f64,
    pub y: f64,
    /// Pixels per em.
    pub size: f64,
    pub bold: bool,
    pub color: RGBColor,
    pub anchor: Anchor,
    pub upright: bool,
}

impl Text {
    /// What would reorder or hide text is escaped, and a word that is too long is cut off.
    pub fn new(content: impl Into<String>, x: f64, y: f64, size: f64) -> Self {
        Self {
            content: visible_word(&content.into()).into_owned(),
            x,
            y,
            size,
            bold: false,
            color: palette::INK,
            anchor: Anchor::Start,
            upright: false,
        }
    }

    pub fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub fn color(self, color: RGBColor) -> Self {
        Self { color, ..self }
    }

    pub fn anchor(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub fn upright(self) -> Self {
        Self {
            upright: true,
            ..self
        }
    }

    pub fn width(&self) -> f64 {
        font::width(&self.content, self.size, self.bold)
    }
}

/// Colour pixels, enlarged without smoothing. They lie on the paper, below all other shapes.
#[derive(Debug, Clone)]
pub(crate) struct Pixels {
    /// Where they are on the canvas.
    pub area: Area,
    /// Size in source pixels.
    pub width: usize,
    pub height: usize,
    /// Three bytes a pixel, row by row.
    pub rgb: Vec<u8>,
}

/// What the backends are asked to draw.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Rectangle {
        area: Area,
        fill: RGBAColor,
    },
    /// Rectangles one above another with the same right edge, in one colour.
    Rectangles {
        areas: Vec<Area>,
        fill: RGBAColor,
    },
    Line {
        points: Vec<(f64, f64)>,
        color: RGBColor,
        thickness: f64,
    },
    Polygon {
        points: Vec<(f64, f64)>,
        fill: RGBAColor,
    },
    Disc {
        x: f64,
        y: f64,
        radius: f64,
        fill: RGBAColor,
    },
    Ring {
        x: f64,
        y: f64,
        radius: f64,
        color: RGBColor,
    },
    Text(Text),
    Pixels(Pixels),
}

/// A figure, drawn: its size in pixels, its title for those who cannot see it, and its shapes, back
/// to front.
#[derive(Debug, Clone)]
pub(crate) struct Canvas {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) title: String,
    pub(crate) shapes: Vec<Shape>,
}

/// Something that can be drawn.
pub(crate) trait Figure {
    /// Draws the whole figure. The figure chooses its own size, in pixels.
    fn draw(&self) -> Canvas;
}

/// A finished drawing is a figure, too.
impl Figure for Canvas {
    fn draw(&self) -> Canvas {
        self.clone()
    }
}

impl Canvas {
    pub(crate) fn new(title: &str, width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            title: title.to_owned(),
            shapes: Vec::new(),
        }
    }

    pub(crate) fn rectangle(&mut self, area: Area, fill: RGBAColor) {
        self.shapes.push(Shape::Rectangle { area, fill });
    }

    /// Rectangles one above another with the same right edge, as one shape.
    pub(crate) fn rectangles(&mut self, areas: Vec<Area>, fill: RGBAColor) {
        debug_assert!(areas.windows(2).all(|pair| pair[0].right == pair[1].right));
        self.shapes.push(Shape::Rectangles { areas, fill });
    }

    pub(crate) fn outline(&mut self, area: Area, color: RGBColor, thickness: f64) {
        let corners = vec![
            (area.left, area.top),
            (area.right, area.top),
            (area.right, area.bottom),
            (area.left, area.bottom),
            (area.left, area.top),
        ];
        self.line(corners, color, thickness);
    }

    pub(crate) fn line(&mut self, points: Vec<(f64, f64)>, color: RGBColor, thickness: f64) {
        self.shapes.push(Shape::Line {
            points,
            color,
            thickness,
        });
    }

    /// A dashed straight line. The backends know no dashes, so each dash is a line.
    pub(crate) fn dashes(
        &mut self,
        from: (f64, f64),
        to: (f64, f64),
        color: RGBColor,
        thickness: f64,
    ) {
        const DASH: f64 = 9.0;
        const GAP: f64 = 6.0;
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let along = |distance: f64| {
            let share = distance.min(length) / length;
            (
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            )
        };
        let mut start = 0.0;
        while start < length {
            self.line(vec![along(start), along(start + DASH)], color, thickness);
            start += DASH + GAP;
        }
    }

    pub(crate) fn polygon(&mut self, points: Vec<(f64, f64)>, fill: RGBAColor) {
        self.shapes.push(Shape::Polygon { points, fill });
    }

    pub(crate) fn disc(&mut self, (x, y): (f64, f64), radius: f64, fill: impl Color) {
        let fill = fill.to_rgba();
        self.shapes.push(Shape::Disc { x, y, radius, fill });
    }

    pub(crate) fn ring(&mut self, (x, y): (f64, f64), radius: f64, color: RGBColor) {
        self.shapes.push(Shape::Ring {
            x,
            y,
            radius,
            color,
        });
    }

    pub(crate) fn text(&mut self, text: Text) {
        self.shapes.push(Shape::Text(text));
    }

    pub(crate) fn pixels(&mut self, pixels: Pixels) {
        self.shapes.push(Shape::Pixels(pixels));
    }
}
