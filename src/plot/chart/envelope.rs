//! A curve of any length as few columns, so that no spike is lost.

/// What a curve does within one column of the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Column {
    /// Mean step of the values in the column.
    pub step: f64,
    /// Smallest value.
    pub low: f64,
    /// Largest value.
    pub high: f64,
    /// Mean value: what the column would show if each value were one faint dot.
    pub middle: f64,
}

/// A curve cut into columns.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Envelope {
    /// Segments without a gap; a column in which every value is NaN or infinite ends a segment.
    pub segments: Vec<Vec<Column>>,
    /// Steps of the columns that hold a NaN.
    pub not_numbers: Vec<f64>,
    /// Steps of the columns that hold +inf.
    pub infinite: Vec<f64>,
    /// Steps of the columns that hold -inf.
    pub negative_infinite: Vec<f64>,
}

/// Cuts a curve into at most `columns` columns of equally many values. `None` means not measured
/// and is passed over.
pub(crate) fn envelope(steps: &[u64], values: &[Option<f64>], columns: usize) -> Envelope {
    let measured: Vec<(f64, f64)> = steps
        .iter()
        .zip(values)
        .filter_map(|(step, value)| value.map(|value| (*step as f64, value)))
        .collect();
    let per_column = measured.len().div_ceil(columns.max(1)).max(1);
    let mut envelope = Envelope::default();
    let mut segment = Vec::new();
    for chunk in measured.chunks(per_column) {
        envelope.note_infinities(chunk);
        match column(chunk) {
            Some(column) => segment.push(column),
            None => envelope.segments.push(std::mem::take(&mut segment)),
        }
    }
    envelope.segments.push(segment);
    envelope.segments.retain(|segment| !segment.is_empty());
    envelope
}

impl Envelope {
    fn note_infinities(&mut self, chunk: &[(f64, f64)]) {
        let first = |test: fn(f64) -> bool| {
            chunk
                .iter()
                .find(|(_, value)| test(*value))
                .map(|(step, _)| *step)
        };
        self.not_numbers.extend(first(f64::is_nan));
        self.infinite.extend(first(|value| value == f64::INFINITY));
        self.negative_infinite
            .extend(first(|value| value == f64::NEG_INFINITY));
    }
}

fn column(chunk: &[(f64, f64)]) -> Option<Column> {
    let finite = || chunk.iter().filter(|(_, value)| value.is_finite());
    let count = finite().count() as f64;
    (count > 0.0).then(|| Column {
        step: finite().map(|(step, _)| step / count).sum(),
        low: finite()
            .map(|(_, value)| *value)
            .fold(f64::INFINITY, f64::min),
        high: finite()
            .map(|(_, value)| *value)
            .fold(f64::NEG_INFINITY, f64::max),
        middle: finite().map(|(_, value)| value / count).sum(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_spike_among_many_values_survives() {
        let steps: Vec<u64> = (0..100_000).collect();
        let values: Vec<Option<f64>> = steps
            .iter()
            .map(|step| Some(if *step == 77_777 { 50.0 } else { 1.0 }))
            .collect();
        let envelope = envelope(&steps, &values, 200);
        assert_eq!(envelope.segments[0].len(), 200);
        let highest = envelope.segments[0]
            .iter()
            .map(|column| column.high)
            .fold(0.0, f64::max);
        assert!((highest - 50.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_short_curve_is_kept_value_by_value() {
        let envelope = envelope(&[0, 1, 2], &[Some(1.0), None, Some(3.0)], 200);
        let points: Vec<(f64, f64)> = envelope.segments[0]
            .iter()
            .map(|column| (column.step, column.middle))
            .collect();
        assert_eq!(points, [(0.0, 1.0), (2.0, 3.0)]);
    }

    #[test]
    fn not_a_number_makes_a_gap_and_is_remembered() {
        let values = [Some(1.0), Some(f64::NAN), Some(f64::INFINITY), Some(2.0)];
        let envelope = envelope(&[0, 10, 20, 30], &values, 200);
        assert_eq!(envelope.segments.len(), 2);
        assert_eq!(envelope.not_numbers, [10.0]);
        assert_eq!(envelope.infinite, [20.0]);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(envelope(&[], &[], 200), Envelope::default());
    }
}
