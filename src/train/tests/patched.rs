//! The state of a run as one of the same run with a remedy: what fits goes over, and what does not is named.

use super::*;
use crate::data;

fn state_after(run: &Run, step: u64) -> TrainingState {
    let data = data::open(&run.data).unwrap();
    let mut kept = None;
    train(run, &*data, None, &mut |event| match event {
        Event::Step(row) if row.step == step => TrainingControl::SaveState,
        Event::State(state) => {
            kept = Some(state);
            TrainingControl::Interrupt
        }
        _ => TrainingControl::Continue,
    });
    kept.expect("it was asked for")
}

#[test]
fn a_state_goes_over_into_a_patched_run_where_both_players_fit() {
    let run = run("{batch: 8, steps: 6, evaluate: {samples: 20, every: 2}}");
    let data = data::open(&run.data).unwrap();
    let state = state_after(&run, 4);
    let over = |patch: &str| state_of_patched(&run.patched(patch).unwrap(), &*data, state.clone());

    let (same, afresh) = over("lr_d: 1e-4\nregularize: [{r1: {gamma: 0.1}}]").unwrap();
    assert_eq!((&same, afresh.len()), (&state, 0));
    let (other, afresh) = over("balance: {skip_d_on_loss: {below: 0.6, ema: 0.9}}").unwrap();
    assert_eq!(afresh, ["balance"]);
    let players = |state: &TrainingState| {
        let tensors = state.tensors.iter();
        let of_player = tensors.filter(|tensor| tensor.name.contains("ator."));
        of_player.cloned().collect::<Vec<_>>()
    };
    assert!(players(&state).len() > 20 && players(&state) == players(&other));

    // Moments of another optimizer, and a D of other sizes, are none of this state.
    let moments = over("optimizer: rmsprop").unwrap_err();
    assert!(moments.starts_with("generator.rmsprop"), "{moments}");
    assert_eq!(over("packing: 2").unwrap_err(), "discriminator.0.weight");
}
