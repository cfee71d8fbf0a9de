/**
 * The sink {@code sftp}: a folder of an SFTP server. Uses {@code sink}, {@code setup} and {@code
 * net}.
 */
@NullMarked
package dev.reelway.sink.sftp;

import org.jspecify.annotations.NullMarked;
