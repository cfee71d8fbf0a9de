package dev.reelway.job;

import java.util.List;

/**
 * A place that has jobs in one state.
 *
 * @param licences those that have rendered jobs there, in the order of their names; empty for jobs
 *     in other states, which are claimed without regard to licences
 */
record JobsAtPlace(JobPlace place, List<String> licences) {}
