package org.weir.ui.engine;

/** What a listener is told, at most {@link EngineConnection#PULSES_A_SECOND} times a second. */
public record Update(Snapshot snapshot, FlowChanges flows) {}
