/** The sink {@code sftp}: a folder of an SFTP server. Uses {@code sink} and {@code setup}. */
@NullMarked
package dev.reelway.sink.sftp;

import org.jspecify.annotations.NullMarked;
