//! The parts that figures are made of: axes and their scales, legends, markers, curves, and charts of
//! several frames. None of them knows a figure.

mod curve;
mod envelope;
mod facet_grid;
mod finding_spans;
mod frame;
mod header;
mod healing_marks;
mod legend;
mod line;
mod marker;
mod panel;
mod placeholder;
pub(super) mod ranges;
mod row_chart;
mod scale;
mod series;
mod share_area;
mod sizes;
mod stage_spans;
mod step_panels;
mod swatch;
mod tiles;

pub(super) use curve::{Curve, CurveStyle};
pub(crate) use envelope::{Column, Envelope, envelope};
pub(super) use facet_grid::{FacetAxes, draw_facets};
pub(super) use finding_spans::FindingSpans;
pub(super) use frame::Frame;
pub(super) use header::Header;
pub(super) use healing_marks::HealingMarks;
pub(super) use line::{LineStyle, draw_line};
pub(super) use marker::{Marker, draw_median_range};
pub(super) use panel::{AxisRange, Panel};
pub(super) use placeholder::placeholder;
pub(super) use row_chart::{RowChart, RowSizes};
pub(super) use scale::{Scale, ScaleKind};
pub(super) use series::{MAX_SERIES, SeriesColors, facets, series_legend};
pub(super) use sizes::{BELOW, FIGURE_WIDTH, LEFT, MARGIN, RIGHT, SMALL_SIZE, TEXT_SIZE};
pub(super) use stage_spans::StageSpans;
pub(super) use step_panels::StepPanels;
pub(super) use swatch::{Swatch, verdict_markers};
pub(super) use tiles::Tiles;
